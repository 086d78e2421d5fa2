// A server that says what a test tells it to, on loopback, in a thread that ends with it.
#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace fake {

/// One connection of the server's side.
class Peer {
 public:
  Peer(int fd, const std::atomic<bool>& stops) : fd_(fd), stops_(stops) {}

  /// Sends all of it; false when the client is gone or the server ends.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      pollfd ready{fd_, POLLOUT, 0};
      if (stops_) return false;
      if (poll(&ready, 1, 20) == 0) continue;
      const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (size <= 0) return false;
      sent += static_cast<std::size_t>(size);
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

  /// Reads until `word` was seen; false when the client is gone or the server ends.
  bool await(std::string_view word) {
    std::string& seen = heard;
    seen.clear();
    while (seen.find(word) == std::string::npos) {
      pollfd ready{fd_, POLLIN, 0};
      if (stops_) return false;
      if (poll(&ready, 1, 20) == 0) continue;
      char chunk[65536];
      const ssize_t size = recv(fd_, chunk, sizeof chunk, 0);
      if (size <= 0) return false;
      seen.append(chunk, static_cast<std::size_t>(size));
    }
    return true;
  }

  /// Until the client hangs up.
  void wait_for_end() {
    while (await("\n\n\n\n")) {
    }
  }

  std::size_t sent = 0;
  std::string heard;  // while it last awaited

 private:
  int fd_;
  const std::atomic<bool>& stops_;
};

class Server {
 public:
  /// `talk` is called for each connection, one after the other; its number counts from 0.
  explicit Server(std::function<void(Peer&, int)> talk) : talk_(std::move(talk)) {
    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener_, 16) != 0)
      return;
    getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }
  ~Server() {
    stops_ = true;
    if (thread_.joinable()) thread_.join();
    close(listener_);
  }
  Server(const Server&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void run() {
    for (int number = 0; !stops_;) {
      pollfd ready{listener_, POLLIN, 0};
      if (poll(&ready, 1, 20) != 1) continue;
      const int fd = accept(listener_, nullptr, nullptr);
      if (fd < 0) continue;
      Peer peer(fd, stops_);
      talk_(peer, number++);
      close(fd);
    }
  }

  std::function<void(Peer&, int)> talk_;
  std::atomic<bool> stops_{false};
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace fake
