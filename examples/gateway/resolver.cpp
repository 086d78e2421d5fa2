#include "resolver.hpp"

#include <netinet/in.h>

#include <algorithm>
#include <memory>

namespace gateway {
namespace {

constexpr std::uint64_t kGood = 5000;      // milliseconds that an answer is used
constexpr std::uint64_t kBad = 500;        // and a failure
constexpr std::size_t kMostNames = 10000;  // names come from configurations alone

std::span<const std::byte> bytes_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    return std::as_bytes(std::span(&v4, 1));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
  return std::as_bytes(std::span(&v6, 1));
}

}  // namespace

std::uint64_t Resolver::ask(std::string_view name, Told told) {
  if (names_.size() >= kMostNames) std::erase_if(names_, [](const auto& n) { return !n.second.is_asking; });
  Known& known = names_[std::string(name)];
  if (!known.is_asking && uv_now(loop_) < known.until) {
    told(known.addresses);
    return 0;
  }
  const std::uint64_t number = ++questions_;
  known.waiting.emplace_back(number, std::move(told));
  if (known.is_asking) return number;
  known.is_asking = true;
  auto question = std::make_unique<Question>();
  question->resolver = this;
  question->name = name;
  question->request.data = question.get();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  if (uv_getaddrinfo(loop_, &question->request, on_answer, question->name.c_str(), nullptr, &hints) == 0) {
    static_cast<void>(question.release());
    return number;
  }
  answer(*question, nullptr);
  return 0;
}

void Resolver::forget(std::uint64_t question) {
  if (question == 0) return;
  for (auto& [name, known] : names_) {
    const auto at = std::ranges::find(known.waiting, question, &std::pair<std::uint64_t, Told>::first);
    if (at == known.waiting.end()) continue;
    known.waiting.erase(at);
    return;
  }
}

void Resolver::on_answer(uv_getaddrinfo_t* request, int status, addrinfo* list) {
  const std::unique_ptr<Question> question(static_cast<Question*>(request->data));
  question->resolver->answer(*question, status == 0 ? list : nullptr);
  uv_freeaddrinfo(list);
}

void Resolver::answer(Question& question, const addrinfo* list) {
  Known& known = names_[question.name];
  known.addresses.clear();
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    if (each->ai_family != AF_INET && each->ai_family != AF_INET6) continue;
    if (const auto address = sluice::address_of(bytes_of(each->ai_addr))) known.addresses.push_back(*address);
  }
  known.until = uv_now(loop_) + (known.addresses.empty() ? kBad : kGood);
  known.is_asking = false;
  const Addresses addresses = known.addresses;  // the calls below may ask for names
  const auto waiting = std::move(known.waiting);
  known.waiting.clear();
  for (const auto& [number, told] : waiting) told(addresses);
}

}  // namespace gateway
