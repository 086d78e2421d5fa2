// Times libmodsecurity 3, the rule engine that servers embed, on one request and five rules of the kind that
// sluice decides by: an address list, a method, a host, a header field and a count by address. Answers are
// checked first: a listed address passes, a foreign one is refused by the rule that says so.
//
// One line of JSON: {"peer":"modsecurity","row":"five rules","version":"3.0.9","ns":96000.0}
#include <modsecurity/modsecurity.h>
#include <modsecurity/rules_set.h>
#include <modsecurity/transaction.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>

namespace {

constexpr const char* kRules = R"(
SecRuleEngine On
SecRule REMOTE_ADDR "!@ipMatch 198.51.100.0/24,2001:db8::/32" "id:1,phase:1,deny,status:403"
SecRule REQUEST_METHOD "!@within GET POST" "id:2,phase:1,deny,status:405"
SecRule REQUEST_HEADERS:Host "!@streq api.example.com" "id:3,phase:1,deny,status:404"
SecRule REQUEST_HEADERS:Authorization "@rx ^(?i)basic" "id:4,phase:1,deny,status:401"
SecAction "id:5,phase:1,pass,nolog,initcol:ip=%{REMOTE_ADDR},setvar:ip.calls=+1"
)";

int ask(modsecurity::ModSecurity& engine, modsecurity::RulesSet& rules, const char* client) {
  modsecurity::Transaction transaction(&engine, &rules, nullptr);
  transaction.processConnection(client, 40000, "192.0.2.1", 443);
  transaction.processURI("/repos/julienschmidt/httprouter/stargazers?page=2", "GET", "1.1");
  transaction.addRequestHeader("Host", "api.example.com");
  transaction.addRequestHeader("Accept", "application/json");
  transaction.addRequestHeader("User-Agent", "bench");
  transaction.processRequestHeaders();
  transaction.processRequestBody();
  modsecurity::ModSecurityIntervention answer{200, 0, nullptr, nullptr, 0};
  transaction.intervention(&answer);
  std::free(answer.log);
  std::free(answer.url);
  return answer.status;
}

double cpu_ns() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

}  // namespace

int main() {
  modsecurity::ModSecurity engine;
  modsecurity::RulesSet rules;
  if (rules.load(kRules) < 0) {
    std::fprintf(stderr, "%s\n", rules.getParserError().c_str());
    return 1;
  }
  if (ask(engine, rules, "198.51.100.7") != 200 || ask(engine, rules, "203.0.113.9") != 403) return 1;
  std::vector<double> rounds;
  for (int round = 0; round < 5; ++round) {
    constexpr int kCalls = 2000;
    const double begin = cpu_ns();
    for (int i = 0; i < kCalls; ++i) ask(engine, rules, "198.51.100.7");
    rounds.push_back((cpu_ns() - begin) / kCalls);
  }
  std::sort(rounds.begin(), rounds.end());
  const char* const version = std::getenv("PEER_VERSION");
  std::printf("{\"peer\":\"modsecurity\",\"row\":\"five rules\",\"version\":\"%s\",\"ns\":%.1f}\n",
              version != nullptr ? version : "", rounds[2]);
}
