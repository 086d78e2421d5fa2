// The synthetic route sets as open APIs behind one shared policy with a limit by address, asked by a million
// clients.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "decide_world.hpp"

/// A million addresses in a scrambled order, as text.
inline std::vector<std::string> million_peers() {
  constexpr std::uint32_t kCount = 1'000'000;
  std::vector<std::string> peers;
  peers.reserve(kCount);
  for (std::uint32_t i = 0; i < kCount; ++i) {
    const std::uint32_t n = static_cast<std::uint32_t>(std::uint64_t{i} * 7919 % kCount);
    peers.push_back("11." + std::to_string(n >> 16) + "." + std::to_string(n >> 8 & 255) + "." +
                    std::to_string(n & 255));
  }
  return peers;
}

/// One route set: every API of the host's own handlers, open to anybody, and counted by API and by address.
/// Whoever calls has 4 calls a day, one each 21600 s, and comes back after 20000 s, before it has grown
/// again: a million counters are alive. The debt of 0.07 calls a turn is refused after some 40 million
/// decisions.
struct Million {
  Million(const std::string& folder, const std::string& set)
      : routes(workload::read(folder, set)), questions{set + "/million"} {
    std::map<std::string, std::string> apis_of;
    std::string bindings;
    for (const workload::Row& row : routes.rows) {
      std::string& apis = apis_of[row[1]];
      apis += (apis.empty() ? "" : ",\n") + api(row);
      bindings += (bindings.empty() ? "" : ",") + (R"({"api": "a)" + row[0] + "\"}");
    }
    std::string groups;
    for (const auto& [host, apis] : apis_of) {
      const std::string id = "g" + std::to_string(groups.size());
      groups += (groups.empty() ? "" : ",\n") + (R"({"id": ")" + id + R"(", "name": "group_)" + id) +
                R"(", "url_domains": [{"url_domain": ")" + host + R"("}], "apis": [)" + apis + "]}";
    }
    questions.document = R"({"groups": [)" + groups + R"(],
      "throttles": [{"id": "t1", "name": "daily", "type": 2, "time_interval": 1, "time_unit": "DAY",
        "api_call_limits": 17280000, "ip_call_limits": 4, "bindings": [)" +
                         bindings + "]}]}";
    questions.tracked_bytes = 48'000'000;
    for (const workload::Row& row : routes.hits)
      questions.all.push_back(Github::ask(row, sluice::Verdict::Pass));
    questions.peers = million_peers();
  }

  static std::string api(const workload::Row& row) {
    std::string path = row[3];
    const std::size_t tail = path.find("/{rest+}");
    const bool is_prefix = tail != path.npos;
    if (is_prefix) path.resize(tail);
    return R"({"id": "a)" + row[0] + R"(", "name": "api_)" + row[0] + R"(", "req_method": ")" + row[2] +
           R"(", "req_uri": ")" + path + R"(", "match_mode": ")" + (is_prefix ? "SWA" : "NORMAL") +
           R"(", "req_params": [)" + path_parameters(path) +
           R"(], "auth_type": "NONE", "backend_type": "HOST", "published": ["RELEASE"]})";
  }

  workload::Routes routes;
  Questions questions;
};
