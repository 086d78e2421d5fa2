#include "forward.hpp"

#include <algorithm>

#include "client.hpp"
#include "exchange.hpp"
#include "worker.hpp"

namespace gateway {
namespace {

using sluice::Outcome;

bool is_idempotent(std::string_view method) { return method != "POST" && method != "PATCH"; }

sluice::Headers fields_of(const sluice::backend::Call& call) {
  return {call.headers.data(), call.headers.size()};
}

bool asks_to_upgrade(const sluice::backend::Call& call) {
  return std::ranges::any_of(fields_of(call),
                             [](const sluice::Header& h) { return is_named(h.name, "upgrade"); });
}

// What the gateway saw, in the terms of the transaction.
Outcome outcome_of(Link::Failure failure) {
  switch (failure) {
    case Link::Failure::Late:
      return {.result = Outcome::Result::Timeout};
    case Link::Failure::Own:
      return {.result = Outcome::Result::Error};
    default:  // whatever else is a failure of the exchange
      return {.result = Outcome::Result::ConnectFailed};
  }
}

}  // namespace

Forward::~Forward() { exchange_.worker().resolver().forget(question_); }

std::uint64_t Forward::now() const { return uv_now(exchange_.worker().loop()); }

void Forward::start() {
  const sluice::backend::Call& call = exchange_.decision().backend;
  if (began_ == 0) began_ = now();
  attempt_ = now();
  // Functions are invoked by a host that knows how; this gateway has no such service.
  if (call.kind != sluice::backend::Kind::Http) return end_attempt(Link::Failure::Connect);
  const std::string_view where = call.address.empty() ? call.host : call.address;
  if (const auto address = sluice::read_address(where)) return this->call(*address);
  // A member of a channel may be a name, and then any of its addresses will do.
  question_ = exchange_.worker().resolver().ask(where, [this](const Resolver::Addresses& addresses) {
    question_ = 0;
    if (addresses.empty()) return end_attempt(Link::Failure::Connect);
    this->call(addresses.front());
  });
}

void Forward::call(const sluice::Address& address) {
  Worker& worker = exchange_.worker();
  const sluice::backend::Call& call = exchange_.decision().backend;
  const bool is_secure = call.scheme == sluice::Scheme::Https || call.scheme == sluice::Scheme::Wss;
  const Place place{.address = address, .port = call.port, .is_secure = is_secure, .name = call.host};
  if (worker.log().is_open()) address_ = text_of(address, call.port);
  attempt_ = now();
  is_connected_ = false;
  head_ = status_ = 0;
  link_ = is_stale_retry_ ? nullptr : worker.links().take(place);
  if (link_ != nullptr) {
    worker.count().links_reused.add();
    link_->serve(this);
    return opened();
  }
  worker.count().links_opened.add();
  link_ = worker.links().open(place, *this);
  link_->stream().limit(std::min<std::uint64_t>(worker.options().times.connect, call.timeout_ms));
}

void Forward::opened() {
  connected_ = now();
  is_connected_ = true;
  send_request();
}

void Forward::send_request() {
  const sluice::backend::Call& call = exchange_.decision().backend;
  const bool streams = exchange_.has_body() && !exchange_.is_held();
  BodyFraming framing;
  if (exchange_.is_held()) {
    framing.bytes = exchange_.held().size();
  } else if (exchange_.has_body()) {
    framing.bytes = exchange_.request().body_bytes;
    framing.is_chunked = is_chunked_in_ = !framing.bytes;
  } else if (call.method != "GET" && call.method != "HEAD" && call.method != "OPTIONS" &&
             call.method != "DELETE") {
    framing.bytes = 0;
  }
  link_->expect({.method = call.method, .upgrades = asks_to_upgrade(call)});
  std::string& text = exchange_.worker().text();
  text.clear();
  write_call(text, call, framing);
  link_->stream().send(text);
  if (exchange_.is_held()) link_->stream().send(exchange_.held());
  link_->stream().flush();
  request_ended_ = !streams;
  link_->stream().limit(streams ? 0 : call.timeout_ms);
  if (streams) exchange_.want_body(true);
}

void Forward::body(std::string_view piece) {
  if (link_ == nullptr) return;
  has_body_sent_ = true;
  Stream& stream = link_->stream();
  if (is_chunked_in_) {
    std::string& text = exchange_.worker().text();
    text.clear();
    begin_chunk(text, piece.size());
    stream.send(text);
  }
  stream.send(piece);
  if (is_chunked_in_) stream.send(kChunkEnd);
  stream.flush();
  if (stream.queued() > exchange_.worker().options().bounds.queue) exchange_.want_body(false);
}

void Forward::body_ended() {
  if (link_ == nullptr) return;
  if (is_chunked_in_) link_->stream().send(kLastChunk);
  link_->stream().flush();
  request_ended_ = true;
  if (!has_answer_) link_->stream().limit(exchange_.decision().backend.timeout_ms);
}

void Forward::link_drained() {
  if (is_tunnel_) return exchange_.client().stream().read();
  if (!request_ended_) exchange_.want_body(true);
}

void Forward::answered(const sluice::http1::Answer& answer) {
  Client& client = exchange_.client();
  status_ = answer.status;
  head_ = now();
  has_answer_ = true;
  exchange_.transaction().finish({.result = Outcome::Result::Response,
                                  .status = status_,
                                  .latency_ms = head_ - began_,
                                  .upstream_ms = head_ - attempt_});
  if (answer.status == 101) return begin_tunnel(answer);
  skips_body_ = exchange_.is_head_request() || answer.status == 204 || answer.status == 304;
  AnswerHead head{.status = answer.status, .is_http10 = client.framing().is_http10};
  head.body.bytes = answer.body_bytes;
  if (skips_body_) {
    head.body.bytes = std::nullopt;
    for (const sluice::Header& h : answer.headers)
      if (is_named(h.name, "content-length") && answer.status != 204)
        head.body.bytes = std::stoull(std::string(h.value));
  } else if (!answer.body_bytes) {
    head.body.is_chunked = is_chunked_out_ = !head.is_http10;
    closes_client_ = head.is_http10;
  }
  closes_client_ |= client.must_close() || !request_ended_;
  head.closes = closes_client_;
  std::string& text = exchange_.worker().text();
  text.clear();
  write_answer(text, head, answer, exchange_.decision().response_headers);
  client.send(text);
  link_->stream().limit(exchange_.worker().options().times.answer);
}

void Forward::answer_piece(std::string_view bytes) {
  if (skips_body_) return;
  Client& client = exchange_.client();
  if (is_chunked_out_) {
    std::string& text = exchange_.worker().text();
    text.clear();
    begin_chunk(text, bytes.size());
    client.send(text);
  }
  client.send(bytes);
  if (is_chunked_out_) client.send(kChunkEnd);
  link_->stream().limit(exchange_.worker().options().times.answer);
}

void Forward::pieces_taken() {
  if (link_ == nullptr) return;
  Client& client = exchange_.client();
  if (!is_tunnel_) client.flush();
  if (client.stream().queued() <= exchange_.worker().options().bounds.queue) return;
  link_->stream().pause();  // the client's own limit runs meanwhile
  link_->stream().limit(0);
}

void Forward::client_drained() {
  if (link_ == nullptr || !link_->stream().is_paused() || !link_->is_open()) return;
  link_->stream().limit(exchange_.worker().options().times.answer);
  link_->stream().read();
}

void Forward::answer_ended() {
  Worker& worker = exchange_.worker();
  if (is_tunnel_) return;
  note_attempt();
  if (is_chunked_out_) exchange_.client().send(kLastChunk);
  if (link_->is_reusable() && request_ended_)
    worker.links().put(std::move(link_));
  else
    worker.bury(std::move(link_));
  exchange_.served(status_, closes_client_);
}

void Forward::failed(Link::Failure failure) {
  if (is_tunnel_) return end_tunnel();
  exchange_.worker().count().links_failed[static_cast<std::size_t>(failure)].add();
  if (!has_answer_) {
    const bool was_stale = failure == Link::Failure::Lost && link_->was_stale() && !is_stale_retry_ &&
                           may_send_again() && is_idempotent(exchange_.decision().backend.method);
    exchange_.worker().bury(std::move(link_));
    if (!was_stale) return end_attempt(failure);
    is_stale_retry_ = true;  // a connection of the pool that the backend had given up: no attempt of its own
    return start();
  }
  note_attempt();
  exchange_.client().cut_off();
}

// What was sent of a body that was not kept is gone.
bool Forward::may_send_again() const { return !has_body_sent_; }

void Forward::end_attempt(Link::Failure failure) {
  note_attempt();
  exchange_.worker().bury(std::move(link_));
  if (exchange_.is_streaming() && may_send_again()) return exchange_.hold_instead();
  const Outcome outcome = outcome_of(failure);
  if (may_send_again() && exchange_.transaction().retry(outcome)) {
    exchange_.worker().count().retries.add();
    exchange_.want_body(false);
    is_stale_retry_ = false;
    return start();
  }
  exchange_.transaction().finish(outcome);
  exchange_.answer_decision();
}

void Forward::note_attempt() {
  sluice::log::Attempt attempt;
  if (status_ != 0) attempt.status = status_;
  if (is_connected_) attempt.connect_ms = connected_ - attempt_;
  if (head_ != 0) attempt.header_ms = head_ - attempt_;
  if (head_ != 0) attempt.response_ms = now() - attempt_;
  exchange_.add_attempt(address_, attempt);
}

void Forward::begin_tunnel(const sluice::http1::Answer& answer) {
  Worker& worker = exchange_.worker();
  is_tunnel_ = true;
  worker.count().tunnels.add();
  std::string& text = worker.text();
  text.clear();
  write_switch(text, answer, exchange_.decision().response_headers);
  exchange_.client().send(text);
  exchange_.client().stream().flush();
  link_->stream().limit(worker.options().times.tunnel);
  exchange_.client().become_tunnel();
}

void Forward::tunnelled(std::string_view bytes) {
  Client& client = exchange_.client();
  client.send(bytes);
  client.stream().flush();
  client.stream().limit(exchange_.worker().options().times.tunnel);
  link_->stream().limit(exchange_.worker().options().times.tunnel);
}

void Forward::from_client(std::string_view bytes) {
  if (link_ == nullptr) return;
  Stream& stream = link_->stream();
  stream.send(bytes);
  stream.flush();
  stream.limit(exchange_.worker().options().times.tunnel);
  exchange_.client().stream().limit(exchange_.worker().options().times.tunnel);
  if (stream.queued() > exchange_.worker().options().bounds.queue) exchange_.client().stream().pause();
}

void Forward::client_ended() {
  if (link_ == nullptr) return;
  link_->stream().finish();
  end_tunnel();
}

void Forward::end_tunnel() {
  note_attempt();
  exchange_.worker().bury(std::move(link_));
  exchange_.served(101, true);
}

void Forward::abandon() {
  if (link_ == nullptr) return;
  link_->serve(nullptr);
  exchange_.worker().bury(std::move(link_));
  note_attempt();
}

}  // namespace gateway
