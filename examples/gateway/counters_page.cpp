#include "counters_page.hpp"

#include <netinet/in.h>

#include <array>
#include <memory>

namespace gateway {
namespace {

// One connection: answers what was read first, then closes. A silent one is closed after two seconds.
struct Visit {
  uv_tcp_t tcp;
  uv_timer_t timer;
  uv_write_t write;
  std::array<char, 4096> room;
  std::string answer;
  int open_handles = 2;
};

template <class Handle>
Visit& of(Handle* handle) {
  return *static_cast<Visit*>(handle->data);
}

void close_visit(Visit& visit) {
  const auto closed = [](uv_handle_t* handle) {
    if (--of(handle).open_handles == 0) delete &of(handle);
  };
  if (uv_is_closing(reinterpret_cast<uv_handle_t*>(&visit.tcp)) != 0) return;
  uv_close(reinterpret_cast<uv_handle_t*>(&visit.tcp), closed);
  uv_close(reinterpret_cast<uv_handle_t*>(&visit.timer), closed);
}

}  // namespace

bool CountersPage::listen(uv_loop_t* loop, int port, std::function<std::string()> text, std::string& fault) {
  text_ = std::move(text);
  uv_tcp_init(loop, &listener_);
  listener_.data = this;
  is_open_ = true;
  sockaddr_in at{};
  uv_ip4_addr("127.0.0.1", port, &at);
  int error = uv_tcp_bind(&listener_, reinterpret_cast<const sockaddr*>(&at), 0);
  if (error == 0) error = uv_listen(reinterpret_cast<uv_stream_t*>(&listener_), 16, on_connection);
  if (error != 0) fault = uv_strerror(error);
  return error == 0;
}

int CountersPage::port() const {
  sockaddr_in at{};
  int size = sizeof at;
  uv_tcp_getsockname(&listener_, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

void CountersPage::close() {
  if (is_open_) uv_close(reinterpret_cast<uv_handle_t*>(&listener_), nullptr);
  is_open_ = false;
}

void CountersPage::on_connection(uv_stream_t* listener, int status) {
  if (status != 0) return;
  auto* const visit = new Visit;
  uv_tcp_init(listener->loop, &visit->tcp);
  uv_timer_init(listener->loop, &visit->timer);
  visit->tcp.data = visit->timer.data = visit->write.data = visit;
  if (uv_accept(listener, reinterpret_cast<uv_stream_t*>(&visit->tcp)) != 0) return close_visit(*visit);
  const std::string body = static_cast<CountersPage*>(listener->data)->text_();
  visit->answer =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n\r\n" + body;
  uv_timer_start(
      &visit->timer, [](uv_timer_t* t) { close_visit(of(t)); }, 2000, 0);
  uv_read_start(
      reinterpret_cast<uv_stream_t*>(&visit->tcp),
      [](uv_handle_t* h, std::size_t, uv_buf_t* room) { *room = uv_buf_init(of(h).room.data(), 4096); },
      [](uv_stream_t* stream, ssize_t size, const uv_buf_t*) {
        if (size == 0) return;
        if (size < 0) return close_visit(of(stream));
        uv_read_stop(stream);
        Visit& each = of(stream);
        const uv_buf_t answer = uv_buf_init(each.answer.data(), static_cast<unsigned>(each.answer.size()));
        uv_write(&each.write, stream, &answer, 1, [](uv_write_t* w, int) { close_visit(of(w)); });
      });
}

}  // namespace gateway
