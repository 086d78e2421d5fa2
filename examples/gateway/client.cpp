#include "client.hpp"

#include <algorithm>

#include "exchange.hpp"
#include "sluice/error.hpp"
#include "tls.hpp"
#include "worker.hpp"

namespace gateway {
namespace {

std::string peer_of(uv_tcp_t* tcp) {
  sockaddr_storage storage{};
  int size = sizeof storage;
  if (uv_tcp_getpeername(tcp, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return {};
  std::span<const std::byte> bytes;
  if (storage.ss_family == AF_INET)
    bytes = std::as_bytes(std::span(&reinterpret_cast<sockaddr_in&>(storage).sin_addr, 1));
  else
    bytes = std::as_bytes(std::span(&reinterpret_cast<sockaddr_in6&>(storage).sin6_addr, 1));
  const auto address = sluice::address_of(bytes);
  std::array<char, sluice::kAddressRoom> room;
  return address ? std::string(sluice::write_address(*address, room)) : std::string();
}

}  // namespace

Client::Client(Worker& worker)
    : worker_(worker),
      stream_(new Stream(worker.loop(), *this, Worker::input_of)),
      reader_((*worker.plan())->limits(), (*worker.plan())->path_mode()) {}

Client::~Client() = default;

bool Client::accept(uv_stream_t* listener, const TlsSide* tls) {
  if (!stream_->accept(listener)) return false;
  peer_ = peer_of(stream_->socket());
  if (tls != nullptr) stream_->secure(std::make_unique<Tls>(*tls));
  stream_->read();
  enter(tls != nullptr ? Phase::Shaking : Phase::Head, worker_.options().times.head);
  return true;
}

// A handshake has the time of a head; then the head has it anew.
void Client::connected(int) { enter(Phase::Head, worker_.options().times.head); }

bool Client::is_idle() const {
  return exchange_ == nullptr && pending_.empty() && reader_.is_idle() && stream_->queued() == 0;
}

void Client::close() {
  if (phase_ == Phase::Closed) return;
  phase_ = Phase::Closed;
  if (exchange_) exchange_->abandon();
  stream_.reset();
  worker_.leave(*this);
}

bool Client::must_close() const {
  return (sends_no_more_ && pending_.empty()) || worker_.is_stopping() || reader_.framing().closes;
}

bool Client::takes_bytes() const {
  if (phase_ == Phase::Closed || phase_ == Phase::Lingering) return false;
  return exchange_ == nullptr || exchange_->wants_body();
}

void Client::received(std::string_view bytes) {
  worker_.count().bytes_in.add(bytes.size());
  if (phase_ == Phase::Lingering) return;  // the rest of what was refused
  if (phase_ == Phase::Tunnel) return exchange_->from_client(bytes);
  if (pending_.empty() && takes_bytes()) bytes = feed(bytes);
  if (phase_ == Phase::Closed) return;
  keep(bytes);
  flush();
}

void Client::keep(std::string_view bytes) {
  pending_ += bytes;
  if (pending_.size() >= worker_.options().bounds.ahead) stream_->pause();
}

void Client::resume() {
  if (is_feeding_ || phase_ == Phase::Closed || phase_ == Phase::Lingering) return;
  if (!pending_.empty()) {
    std::string bytes;
    bytes.swap(pending_);
    const std::string_view rest = feed(bytes);
    if (phase_ == Phase::Closed) return;
    pending_.insert(0, rest);
  }
  if (pending_.size() < worker_.options().bounds.ahead && phase_ != Phase::Lingering && !sends_no_more_)
    stream_->read();
  if (sends_no_more_ && is_idle()) return close();
  flush();
}

// Gives back what nobody takes now.
std::string_view Client::feed(std::string_view bytes) {
  using sluice::http1::Kind;
  is_feeding_ = true;
  while (takes_bytes()) {
    const std::size_t before = bytes.size();
    const sluice::http1::Event event = reader_.next(bytes);
    request_bytes_ += before - bytes.size();
    if (event.kind == Kind::More) break;
    if (event.kind == Kind::Head) begin_request(bytes);
    if (event.kind == Kind::Body) exchange_->body(event.body);
    if (event.kind == Kind::End) exchange_->body_ended();
    if (event.kind == Kind::Refused) {
      refuse(event.reason);
      bytes = {};
    }
  }
  is_feeding_ = false;
  return bytes;
}

void Client::begin_request(std::string_view& bytes) {
  const bool has_body = framing().is_chunked || request().body_bytes.value_or(0) != 0;
  if (!has_body) reader_.next(bytes);  // its end stands at once
  body_began_ = uv_now(worker_.loop());
  exchange_ = std::make_unique<Exchange>(*this, has_body);
  exchange_->start();
}

// What cannot be read is answered, and no further byte looked at.
void Client::refuse(sluice::Reason reason) {
  worker_.count().unreadable.add();
  if (exchange_ == nullptr) exchange_ = std::make_unique<Exchange>(*this, false);
  exchange_->refuse(reason);
}

void Client::send(std::string_view bytes) {
  answer_bytes_ += bytes.size();
  worker_.count().bytes_out.add(bytes.size());
  stream_->send(bytes);
}

void Client::flush() {
  if (phase_ == Phase::Closed) return;
  stream_->flush();
  arm();
}

void Client::served(bool closes, bool rest_is_read) {
  has_served_ = true;
  worker_.bury(std::move(exchange_));
  request_bytes_ = answer_bytes_ = 0;
  stream_->flush();
  if (closes || !rest_is_read) return linger();
  if (!is_feeding_) resume();
}

// Says that no more comes and reads on for a while: closing at once would make the answer unreadable where
// bytes of the client are still on their way.
void Client::linger() {
  pending_.clear();
  stream_->finish();
  if (sends_no_more_ && stream_->queued() == 0) return close();
  stream_->read();
  enter(Phase::Lingering,
        stream_->queued() == 0 ? worker_.options().times.linger : worker_.options().times.write);
}

void Client::cut_off() {
  worker_.count().cut_off.add();
  close();
}

void Client::become_tunnel() {
  enter(Phase::Tunnel, worker_.options().times.tunnel);
  std::string bytes;
  bytes.swap(pending_);
  if (!bytes.empty()) exchange_->from_client(bytes);
  if (phase_ == Phase::Tunnel) stream_->read();
}

void Client::ended(bool in_order) {
  sends_no_more_ = true;
  if (phase_ == Phase::Tunnel) return exchange_->client_ended();
  const bool may_answer = in_order && exchange_ != nullptr && !exchange_->wants_body();
  if (!may_answer) close();  // nothing is under way, or it can never be whole
}

void Client::drained() {
  if (phase_ == Phase::Tunnel) return exchange_->client_drained();
  if (phase_ == Phase::Lingering) {
    if (sends_no_more_) return close();
    return enter(Phase::Lingering, worker_.options().times.linger);
  }
  if (exchange_) exchange_->client_drained();
  if (phase_ != Phase::Closed) arm();
}

void Client::enter(Phase phase, std::uint64_t milliseconds) {
  phase_ = phase;
  stream_->limit(milliseconds);
}

// Sets the limit of what the connection now waits for.
void Client::arm() {
  if (phase_ == Phase::Closed || phase_ == Phase::Lingering || phase_ == Phase::Tunnel ||
      phase_ == Phase::Shaking)
    return;
  const Times& times = worker_.options().times;
  if (stream_->queued() != 0) return enter(Phase::Writing, times.write);
  if (exchange_ == nullptr) {
    if (!reader_.is_idle()) {
      if (phase_ != Phase::Head) enter(Phase::Head, times.head);  // from its first byte, not its last
    } else if (has_served_) {
      enter(Phase::Idle, times.idle);
    }
    return;
  }
  if (!exchange_->wants_body()) return enter(Phase::Waiting, 0);
  const std::uint64_t used = uv_now(worker_.loop()) - body_began_;
  const std::uint64_t left = used >= times.whole_body ? 1 : times.whole_body - used;
  enter(Phase::Body, std::min(times.body, left));
}

void Client::expired() {
  if (phase_ != Phase::Idle && phase_ != Phase::Lingering) worker_.count().timed_out.add();
  if (phase_ == Phase::Tunnel && exchange_) return exchange_->client_ended();
  close();
}

}  // namespace gateway
