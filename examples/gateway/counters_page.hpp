// Serves the counters on a port of its own, on loopback: one answer a connection, whatever is asked.
#pragma once

#include <uv.h>

#include <functional>
#include <string>

namespace gateway {

class CountersPage {
 public:
  /// False, and why, where it cannot listen. Port 0 takes any.
  bool listen(uv_loop_t* loop, int port, std::function<std::string()> text, std::string& fault);
  int port() const;
  void close();

 private:
  static void on_connection(uv_stream_t* listener, int status);

  uv_tcp_t listener_;
  std::function<std::string()> text_;
  bool is_open_ = false;
};

}  // namespace gateway
