// A signed request that tests bend.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sluice/sign.hpp"

namespace fixture {

inline constexpr std::int64_t kNow = 1614160800;  // 20210224T100000Z
inline constexpr std::string_view kAccess = "4f5f626b-073f-402f-a1e0-e52171c6100c";
inline constexpr std::string_view kSecret = "FWTh5tqu2Pb9ZGt8NI09XYZti2V1LTa8useKXMD8";

struct Owned {
  std::string name, value;
};

/// A request that owns its text: build it, sign it, bend it, verify it.
struct Message {
  std::string method = "POST";
  std::string target = "/orders/7?b=2&a=1";
  std::vector<Owned> headers = {{"Host", "api.example.com"}, {"Content-Type", "application/json"}};
  std::string body = "{\"n\":1}";
  std::string authorization_name = "Authorization";

  sluice::Request view() {
    views.clear();
    for (const Owned& header : headers) views.push_back({header.name, header.value});
    sluice::Request request{.method = method, .target = target};
    request.headers = views;
    return request;
  }

  std::string* find(std::string_view name) {
    for (Owned& header : headers)
      if (header.name == name) return &header.value;
    return nullptr;
  }

  /// Signs and appends what signing adds; false where it is refused.
  bool sign(sluice::sign::Signer signer = {kAccess, kSecret}, std::int64_t now = kNow) {
    std::vector<char> room(32768);
    const auto made = sluice::sign::sign(view(), body, signer, {.seconds = now}, room);
    if (!made) return false;
    for (const auto& [name, value] : made->added) headers.push_back({std::string(name), std::string(value)});
    return true;
  }

  sluice::Reason verify(const sluice::sign::Secrets& secrets = kSecret, const sluice::sign::Rules& rules = {},
                        std::int64_t now = kNow) {
    const sluice::Request request = view();
    const auto claim = sluice::sign::read(request);
    if (!claim) return claim.error();
    return sluice::sign::verify(*claim, request, body, secrets, {.seconds = now}, rules).reason;
  }

  std::vector<sluice::Header> views;
};

inline Message signed_message(sluice::sign::Signer signer = {kAccess, kSecret}) {
  Message message;
  message.sign(signer);
  return message;
}

}  // namespace fixture
