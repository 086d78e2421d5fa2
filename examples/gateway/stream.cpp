#include "stream.hpp"

#include "tls.hpp"

namespace gateway {
namespace {

constexpr std::size_t kDirect = 4096;  // from here on a piece is not copied first
constexpr std::size_t kBatch = 65536;  // so much is collected at most

template <class Handle>
Stream& of(Handle* handle) {
  return *static_cast<Stream*>(handle->data);
}

uv_buf_t buffer(std::string_view bytes) {
  return uv_buf_init(const_cast<char*>(bytes.data()), static_cast<unsigned>(bytes.size()));
}

}  // namespace

Stream::Stream(uv_loop_t* loop, User& user, std::string_view (*place)(uv_loop_t*))
    : user_(&user), place_(place) {
  uv_tcp_init(loop, &tcp_);
  uv_timer_init(loop, &timer_);
  tcp_.data = timer_.data = write_.data = connect_.data = shutdown_.data = this;
}

Stream::~Stream() = default;

bool Stream::accept(uv_stream_t* listener) {
  if (uv_accept(listener, reinterpret_cast<uv_stream_t*>(&tcp_)) != 0) return false;
  uv_tcp_nodelay(&tcp_, 1);
  return true;
}

void Stream::connect(const sockaddr* to) {
  const int error = uv_tcp_connect(&connect_, &tcp_, to, on_connect);
  if (error == 0) return;
  connect_error_ = error;
  break_off();
}

void Stream::secure(std::unique_ptr<Tls> tls) { tls_ = std::move(tls); }

void Stream::on_connect(uv_connect_t* request, int status) {
  Stream& stream = of(request);
  if (stream.user_ == nullptr) return;
  if (status == 0) uv_tcp_nodelay(&stream.tcp_, 1);
  if (status == 0 && stream.tls_) {
    stream.read();
    stream.take({});  // begins the handshake, at whose end the user is told
    return;
  }
  stream.user_->connected(status);
}

void Stream::read() {
  if (is_reading_ || is_broken_) return;
  is_reading_ = uv_read_start(reinterpret_cast<uv_stream_t*>(&tcp_), on_room, on_read) == 0;
  if (!is_reading_) break_off();
}

void Stream::pause() {
  if (is_reading_) uv_read_stop(reinterpret_cast<uv_stream_t*>(&tcp_));
  is_reading_ = false;
}

void Stream::on_room(uv_handle_t* handle, std::size_t, uv_buf_t* room) {
  *room = buffer(of(handle).place_(handle->loop));
}

void Stream::on_read(uv_stream_t* handle, ssize_t size, const uv_buf_t* room) {
  Stream& stream = of(handle);
  if (size == 0 || stream.user_ == nullptr) return;  // EAGAIN
  if (size > 0) return stream.take({room->base, static_cast<std::size_t>(size)});
  stream.pause();
  if (size != UV_EOF) stream.is_broken_ = true;
  stream.user_->ended(size == UV_EOF && !stream.tls_);
}

void Stream::take(std::string_view bytes) {
  if (!tls_) return user_->received(bytes);
  switch (tls_->receive(bytes, *this)) {
    case Tls::Event::Open:
      break;
    case Tls::Event::Ended:
    case Tls::Event::Failed:
      if (user_ == nullptr) return;
      pause();
      is_broken_ = true;
      return user_->ended(false);
  }
}

void Stream::send(std::string_view piece) {
  if (is_broken_) return;
  if (tls_) {
    if (!tls_->send(piece, out_)) return break_off();
    if (out_.size() >= kBatch) flush();
  } else if (piece.size() < kDirect && out_.size() < kBatch) {
    out_ += piece;
  } else {
    write_through(piece);
  }
}

void Stream::flush() {
  if (!out_.empty() && !is_writing_) write_through({});
}

void Stream::write_through(std::string_view piece) {
  if (is_broken_) return;
  if (is_writing_) {
    out_ += piece;
    return;
  }
  const uv_buf_t parts[2] = {buffer(out_), buffer(piece)};
  const bool has_out = !out_.empty();
  const int sent = uv_try_write(reinterpret_cast<uv_stream_t*>(&tcp_), has_out ? parts : parts + 1,
                                has_out && !piece.empty() ? 2 : 1);
  if (sent < 0 && sent != UV_EAGAIN) return break_off();
  queue_rest(sent < 0 ? 0 : static_cast<std::size_t>(sent), piece);
}

void Stream::queue_rest(std::size_t sent, std::string_view piece) {
  if (sent == out_.size() + piece.size()) {
    out_.clear();
    return;
  }
  sending_.swap(out_);
  const std::size_t of_first = std::min(sent, sending_.size());
  sending_.erase(0, of_first);
  sending_ += piece.substr(sent - of_first);
  out_.clear();
  is_writing_ = true;
  const uv_buf_t rest = buffer(sending_);
  if (uv_write(&write_, reinterpret_cast<uv_stream_t*>(&tcp_), &rest, 1, on_written) != 0) break_off();
}

void Stream::on_written(uv_write_t* request, int status) {
  Stream& stream = of(request);
  stream.is_writing_ = false;
  stream.sending_.clear();
  if (stream.user_ == nullptr) return;
  if (status != 0) return stream.break_off();
  stream.flush();
  if (stream.is_writing_ || stream.is_broken_) return;
  if (stream.finishes_) stream.shut_down();
  stream.user_->drained();
}

// The user is told from the loop, so that no call of its own ends under its feet.
void Stream::break_off() {
  if (is_broken_) return;
  pause();
  is_broken_ = true;
  out_.clear();
  due_ = 0;
  uv_timer_start(&timer_, on_timer, 0, 0);
}

void Stream::finish() {
  if (finishes_) return;
  finishes_ = true;
  if (tls_ && !is_broken_) tls_->finish(out_);
  flush();
  if (!is_writing_) shut_down();
}

void Stream::shut_down() {
  if (!is_broken_) uv_shutdown(&shutdown_, reinterpret_cast<uv_stream_t*>(&tcp_), [](uv_shutdown_t*, int) {});
}

// The timer runs at the earliest limit that was ever set; moving the limit further away costs nothing.
void Stream::limit(std::uint64_t milliseconds) {
  due_ = milliseconds == 0 ? 0 : uv_now(tcp_.loop) + milliseconds;
  if (is_broken_) return;  // the timer is about to tell that
  if (due_ != 0 && (uv_is_active(reinterpret_cast<uv_handle_t*>(&timer_)) == 0 ||
                    uv_timer_get_due_in(&timer_) > milliseconds))
    uv_timer_start(&timer_, on_timer, milliseconds, 0);
}

void Stream::on_timer(uv_timer_t* timer) {
  Stream& stream = of(timer);
  if (stream.user_ == nullptr) return;
  if (stream.connect_error_ != 0) return stream.user_->connected(stream.connect_error_);
  if (stream.is_broken_) return stream.user_->ended(false);
  if (stream.due_ == 0) return;
  const std::uint64_t now = uv_now(timer->loop);
  if (now < stream.due_) {
    uv_timer_start(timer, on_timer, stream.due_ - now, 0);
    return;
  }
  stream.due_ = 0;
  stream.user_->expired();
}

void Stream::close() {
  user_ = nullptr;
  uv_close(reinterpret_cast<uv_handle_t*>(&tcp_), on_closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&timer_), on_closed);
}

void Stream::on_closed(uv_handle_t* handle) {
  Stream& stream = of(handle);
  if (--stream.open_handles_ == 0) delete &stream;
}

}  // namespace gateway
