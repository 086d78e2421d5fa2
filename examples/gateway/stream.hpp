// One TCP connection on a loop, plain or under TLS: bytes in, bytes out, one time limit. Writing never blocks
// and never fails on the spot: what the socket does not take at once is queued, and a broken connection is
// told like an end, from the loop. A stream frees itself after `close()`; `StreamPtr` closes it.
#pragma once

#include <uv.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gateway {

class Tls;

class Stream {
 public:
  /// Whom a stream tells what happens. Each call may close the stream.
  class User {
   public:
    virtual void connected(int error) { static_cast<void>(error); }
    virtual void received(std::string_view bytes) = 0;
    virtual void ended(bool in_order) = 0;  // in order: the other side sends no more, but may still read
    virtual void drained() = 0;             // everything that was queued has been sent
    virtual void expired() = 0;             // the time limit passed

   protected:
    ~User() = default;
  };

  Stream(uv_loop_t* loop, User& user, std::string_view (*place)(uv_loop_t*));
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  bool accept(uv_stream_t* listener);
  void connect(const sockaddr* to);  // told by `connected`
  void secure(std::unique_ptr<Tls> tls);
  Tls* tls() const { return tls_.get(); }
  void serve(User& user) { user_ = &user; }

  void read();
  void pause();
  bool is_paused() const { return !is_reading_; }

  /// Small pieces wait for `flush()` and go out in one call.
  void send(std::string_view piece);
  void flush();
  void finish();  // after what is queued: tells the other side that no more comes
  std::size_t queued() const { return sending_.size() + out_.size(); }

  /// One limit at a time, from now. 0: none.
  void limit(std::uint64_t milliseconds);

  uv_loop_t* loop() const { return tcp_.loop; }
  uv_tcp_t* socket() { return &tcp_; }

  void close();

 private:
  friend class Tls;
  ~Stream();
  static void on_connect(uv_connect_t* request, int status);
  static void on_room(uv_handle_t* handle, std::size_t suggested, uv_buf_t* room);
  static void on_read(uv_stream_t* handle, ssize_t size, const uv_buf_t* room);
  static void on_written(uv_write_t* request, int status);
  static void on_timer(uv_timer_t* timer);
  static void on_closed(uv_handle_t* handle);
  void take(std::string_view bytes);
  void write_through(std::string_view piece);
  void queue_rest(std::size_t sent, std::string_view piece);
  void break_off();
  void shut_down();

  uv_tcp_t tcp_;
  uv_timer_t timer_;
  uv_write_t write_;
  uv_connect_t connect_;
  uv_shutdown_t shutdown_;
  User* user_;
  std::string_view (*place_)(uv_loop_t*);
  std::unique_ptr<Tls> tls_;
  std::string out_;      // waits for a flush, or for the write under way
  std::string sending_;  // of the write under way
  std::uint64_t due_ = 0;
  int open_handles_ = 2;
  int connect_error_ = 0;
  bool is_reading_ = false;
  bool is_writing_ = false;
  bool is_broken_ = false;
  bool finishes_ = false;
};

struct ClosesStream {
  void operator()(Stream* stream) const { stream->close(); }
};
using StreamPtr = std::unique_ptr<Stream, ClosesStream>;

}  // namespace gateway
