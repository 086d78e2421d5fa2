#include "links.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "worker.hpp"

namespace gateway {

sockaddr_storage socket_address(const sluice::Address& address, std::uint16_t port) {
  sockaddr_storage storage{};
  if (address.is_v4()) {
    auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    v4.sin_addr.s_addr = htonl(address.v4_number());
    return storage;
  }
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  for (std::size_t i = 0; i < 8; ++i) {
    v6.sin6_addr.s6_addr[i] = static_cast<std::uint8_t>(address.high >> (56 - 8 * i));
    v6.sin6_addr.s6_addr[8 + i] = static_cast<std::uint8_t>(address.low >> (56 - 8 * i));
  }
  return storage;
}

std::string text_of(const sluice::Address& address, std::uint16_t port) {
  std::array<char, sluice::kAddressRoom> room;
  const std::string text(sluice::write_address(address, room));
  return (address.is_v4() ? text : "[" + text + "]") + ":" + std::to_string(port);
}

// Sixteen bytes of address, two of port, then the name of a secure one.
std::string_view Links::key_of(const Place& place) {
  key_.clear();
  key_.append(reinterpret_cast<const char*>(&place.address.high), sizeof place.address.high);
  key_.append(reinterpret_cast<const char*>(&place.address.low), sizeof place.address.low);
  key_.append(reinterpret_cast<const char*>(&place.port), sizeof place.port);
  if (place.is_secure) key_.append("/").append(place.name);
  return key_;
}

std::unique_ptr<Link> Links::take(const Place& place) {
  const auto found = kept_.find(key_of(place));
  if (found == kept_.end() || found->second.empty()) return nullptr;
  std::unique_ptr<Link> link = std::move(found->second.back());
  found->second.pop_back();
  link->stream().limit(0);
  return link;
}

std::unique_ptr<Link> Links::open(const Place& place, Link::User& user) {
  auto link = std::make_unique<Link>(*this, std::string(key_of(place)));
  link->serve(&user);
  link->stream_.reset(new Stream(worker_.loop(), *link, Worker::input_of));
  if (place.is_secure)
    link->stream().secure(std::make_unique<Tls>(*worker_.backend_tls(), std::string(place.name)));
  link->stream().limit(worker_.options().times.connect);
  const sockaddr_storage to = socket_address(place.address, place.port);
  link->stream().connect(reinterpret_cast<const sockaddr*>(&to));
  return link;
}

void Links::put(std::unique_ptr<Link> link) {
  auto& kept = kept_[link->key()];
  link->serve(nullptr);
  if (kept.size() >= worker_.options().bounds.kept || worker_.is_stopping())
    return worker_.bury(std::move(link));
  link->stream().limit(worker_.options().times.kept);
  link->stream().read();
  kept.push_back(std::move(link));
}

void Links::drop(Link& link) {
  const auto found = kept_.find(link.key());
  if (found == kept_.end()) return;
  const auto at = std::ranges::find(found->second, &link, &std::unique_ptr<Link>::get);
  if (at == found->second.end()) return;
  worker_.bury(std::move(*at));
  found->second.erase(at);
  if (found->second.empty()) kept_.erase(found);
}

}  // namespace gateway
