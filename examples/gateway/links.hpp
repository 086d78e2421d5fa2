// The connections to backends of one worker that wait for their next use, by where they lead.
#pragma once

#include <netinet/in.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "link.hpp"
#include "sluice/address.hpp"

namespace gateway {

class Worker;

/// Where a connection leads.
struct Place {
  sluice::Address address;
  std::uint16_t port = 0;
  bool is_secure = false;
  std::string_view name{};  // that the backend's certificate must bear
};

/// For a socket.
sockaddr_storage socket_address(const sluice::Address& address, std::uint16_t port);
/// `ip:port`, as in the access log.
std::string text_of(const sluice::Address& address, std::uint16_t port);

class Links {
 public:
  explicit Links(Worker& worker) : worker_(worker) {}

  /// A connection that was used before, or null.
  std::unique_ptr<Link> take(const Place& place);
  /// A new one, which tells its user when it is open.
  std::unique_ptr<Link> open(const Place& place, Link::User& user);
  /// An exchange ended in order.
  void put(std::unique_ptr<Link> link);
  /// An unused one is of no use any more.
  void drop(Link& link);
  void clear() { kept_.clear(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::string_view key_of(const Place& place);

  Worker& worker_;
  std::unordered_map<std::string, std::vector<std::unique_ptr<Link>>, Hash, std::equal_to<>> kept_;
  std::string key_;
};

}  // namespace gateway
