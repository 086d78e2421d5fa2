// A real redis-server on loopback, on a free port, without persistence; ends with the test.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>

namespace server {

inline std::uint16_t free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

class Redis {
 public:
  Redis() : port_(free_port()) { start(); }
  ~Redis() { stop(); }
  Redis(const Redis&) = delete;

  std::uint16_t port() const { return port_; }

  void start() {
    child_ = fork();
    if (child_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int null = open("/dev/null", O_WRONLY);
      dup2(null, 1);
      dup2(null, 2);
      const std::string port = std::to_string(port_);
      execlp("redis-server", "redis-server", "--port", port.c_str(), "--bind", "127.0.0.1", "--save", "",
             "--appendonly", "no", "--dir", "/tmp", "--daemonize", "no", nullptr);
      _exit(127);
    }
  }

  /// Whether it answers within ten seconds.
  bool is_up() const {
    for (int i = 0; i < 1000; ++i) {
      redisContext* const context = redisConnect("127.0.0.1", port_);
      void* const reply = context != nullptr && context->err == 0 ? redisCommand(context, "PING") : nullptr;
      if (reply != nullptr) freeReplyObject(reply);
      if (context != nullptr) redisFree(context);
      if (reply != nullptr) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  void stop() {
    if (child_ <= 0) return;
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    child_ = -1;
  }

 private:
  std::uint16_t port_;
  pid_t child_ = -1;
};

}  // namespace server
