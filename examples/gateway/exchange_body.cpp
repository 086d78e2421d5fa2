// The body of a request: asked for when somebody can take it, and then held until its hash held, streamed
// while its hash runs, passed on, or read and dropped.
#include "client.hpp"
#include "clocks.hpp"
#include "exchange.hpp"
#include "worker.hpp"

namespace gateway {

using sluice::Need;

void Exchange::want_body(bool wants) {
  wants_body_ = wants;
  if (!wants || body_ended_) return;
  if (client_.framing().expects_continue && !was_told_to_continue_) {
    was_told_to_continue_ = true;
    client_.send("HTTP/1.1 100 Continue\r\n\r\n");
  }
  client_.resume();
}

void Exchange::body(std::string_view piece) {
  if (state_ == State::Forwarding) return forward_->body(piece);
  if (state_ == State::Streaming) return stream_piece(piece);
  if (state_ != State::Hashing) return;  // answered: the rest is read and dropped
  hold(piece);
  if (!is_held_) return decided();
  if (transaction_->wants_whole_body()) return;  // brought at its end, in one piece
  const Need need = transaction_->bring_body(piece);
  if (need != Need::Body) step(need);
}

void Exchange::body_ended() {
  body_ended_ = true;
  wants_body_ = false;
  if (state_ == State::Forwarding) return forward_->body_ended();
  if (state_ == State::Streaming) return end_stream();
  if (state_ == State::Answered) return complete();
  step(transaction_->wants_whole_body() ? transaction_->need() : transaction_->end_body());
}

// Once: the verdict by which the call was made, if one was.
void Exchange::count_verdict() {
  if (!is_counted_) worker_.count().verdicts[static_cast<std::size_t>(decision().verdict)].add();
  if (!is_counted_ && decision().degraded) worker_.count().degraded.add();
  is_counted_ = true;
}

// The call is made now; what is held of its body is the piece that came last.
void Exchange::stream() {
  state_ = State::Streaming;
  decision_ns_ = nanoseconds_since(began_);
  count_verdict();
  forward();
}

void Exchange::stream_piece(std::string_view piece) {
  if (transaction_->need() == Need::Done) return;  // the backend has answered: the rest is dropped
  if (transaction_->bring_body(piece) == Need::Done) return end_stream();
  if (!held_.empty()) forward_->body(held_);
  release();
  hold(piece);
  if (transaction_->need() == Need::Done) end_stream();
}

// The last piece goes on if the hash held; else the call is broken off, and nobody has the whole of the body.
void Exchange::end_stream() {
  if (transaction_->is_streaming()) transaction_->end_body();
  if (forward_->has_begun_answer()) return;
  if (decision().verdict != sluice::Verdict::Forward) {
    forward_->abandon();
    return decided();
  }
  state_ = State::Forwarding;
  if (!held_.empty()) forward_->body(held_);
  release();
  forward_->body_ended();
}

void Exchange::hold_instead() {
  worker_.bury(std::move(forward_));
  state_ = State::Hashing;
  is_held_ = true;
  want_body(true);
}

// Bodies of all connections that wait for their hash share one bound; over it the need cannot be met.
void Exchange::hold(std::string_view piece) {
  const std::uint64_t all = worker_.shared().held_bodies.fetch_add(piece.size()) + piece.size();
  held_ += piece;
  if (all <= worker_.options().bounds.held_bodies) return;
  release();
  is_held_ = false;
  transaction_->decline();
}

void Exchange::release() {
  worker_.shared().held_bodies.fetch_sub(held_.size());
  held_ = {};
}

}  // namespace gateway
