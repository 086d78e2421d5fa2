#include "options.hpp"

#include <charconv>
#include <cstdio>
#include <functional>
#include <string_view>

#include "sluice/address.hpp"

namespace gateway {
namespace {

constexpr const char* kHelp = R"(usage: gateway CONFIGURATION [OPTION...]

Serves the APIs of a sluice configuration over HTTP/1.1 and forwards to their backends.
SIGHUP reads CONFIGURATION again (a bad one changes nothing); SIGTERM and SIGINT finish what is under way and end.

  --listen ADDRESS:PORT    for HTTP (127.0.0.1:8080; port 0: any, said on stdout)
  --tls PORT               for HTTPS, on the same address
  --certificate CHAIN,KEY  PEM files; repeat it: chosen by the client's server name, else the first
  --tls-1.1                accepts TLS 1.1 as well as 1.2
  --authorities FILE       PEM bundle that HTTPS backends are verified against
  --workers N              threads (one a processor)
  --log FILE               access log of 23 fields; - is stdout
  --counters PORT          Prometheus text on 127.0.0.1
  --iam URL                asked whom a token or key belongs to: POST of JSON, http:// only
  --authorizer URN=URL     the function of a custom authorizer: POST of its event; URN * is any
  --redis ADDRESS:PORT     the store of limits that are shared with other gateways; or the path of its socket
  --lenient                unknown keys of the configuration are warnings
  --time NAME=MS           a time limit below
  --bound NAME=BYTES       a bound below

Limits of what a client sends (URI, fields, body) stand in the configuration. Time limits in milliseconds:
  head 10000  idle 60000  body 10000 (between pieces)  whole_body 300000  write 30000  connect 3000
  answer 60000 (between pieces of an answer)  tunnel 300000  kept 30000  stop 10000  linger 2000
  store 20 (for the store of shared limits; then each limit's failure policy decides)
The time until a backend's answer begins is the API's own `timeout`. Bounds:
  held_bodies 268435456 (bodies that wait for their hash, of all connections; over it 0601/500)
  queue 262144 (waiting for one peer; then its source is not read)  ahead 65536 (sent ahead by a client)
  kept 64 (unused connections to one backend, a worker)
)";

bool read_number(std::string_view text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_port(std::string_view text, int& port) {
  std::uint64_t number = 0;
  if (!read_number(text, number) || number > 65535) return false;
  port = static_cast<int>(number);
  return true;
}

// `a=b`, `a,b` or `a:b`, cut at the last separator.
bool cut(std::string_view text, char separator, std::string_view& left, std::string_view& right) {
  const std::size_t at = text.rfind(separator);
  if (at == text.npos || at == 0) return false;
  left = text.substr(0, at);
  right = text.substr(at + 1);
  return true;
}

bool set_time(Times& times, std::string_view name, std::uint64_t value) {
  const std::pair<std::string_view, std::uint64_t*> all[] = {
      {"head", &times.head},     {"idle", &times.idle},       {"body", &times.body},
      {"write", &times.write},   {"connect", &times.connect}, {"whole_body", &times.whole_body},
      {"answer", &times.answer}, {"tunnel", &times.tunnel},   {"kept", &times.kept},
      {"stop", &times.stop},     {"linger", &times.linger},   {"store", &times.store}};
  for (const auto& [known, place] : all)
    if (known == name) return *place = value, true;
  return false;
}

bool set_bound(Bounds& bounds, std::string_view name, std::uint64_t value) {
  if (name == "held_bodies") return bounds.held_bodies = value, true;
  if (name == "queue") return bounds.queue = value, true;
  if (name == "ahead") return bounds.ahead = value, true;
  if (name == "kept") return bounds.kept = value, true;
  return false;
}

// An address, not a name: nothing waits for a look-up when the connection is made anew.
bool read_store(std::string_view text, Store& store) {
  if (text.starts_with('/')) return store.path = text, true;
  std::string_view host, port;
  int number = 0;
  if (!cut(text, ':', host, port) || !read_port(port, number) || number == 0) return false;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  store.host = host;
  store.port = static_cast<std::uint16_t>(number);
  return sluice::read_address(host).has_value();
}

bool take(Options& o, std::string_view name, std::string_view value) {
  std::string_view left, right;
  std::uint64_t number = 0;
  if (name == "--listen") {
    if (!cut(value, ':', left, right) || !read_port(right, o.port)) return false;
    if (left.starts_with('[') && left.ends_with(']')) left = left.substr(1, left.size() - 2);
    o.address = left;
    return true;
  }
  if (name == "--tls") return read_port(value, o.tls_port);
  if (name == "--counters") return read_port(value, o.counters_port);
  if (name == "--authorities") return o.authorities = value, true;
  if (name == "--log") return o.log = value, true;
  if (name == "--redis") return read_store(value, o.store);
  if (name == "--iam") return o.iam = value, true;
  if (name == "--workers") {
    if (!read_number(value, number) || number == 0 || number > 256) return false;
    return o.workers = static_cast<unsigned>(number), true;
  }
  if (name == "--certificate") {
    if (!cut(value, ',', left, right)) return false;
    return o.certificates.push_back({std::string(left), std::string(right)}), true;
  }
  if (name == "--authorizer") {
    const std::size_t at = value.find('=');
    if (at == value.npos || at == 0) return false;
    return o.authorizers.emplace_back(value.substr(0, at), value.substr(at + 1)), true;
  }
  if (name == "--time")
    return cut(value, '=', left, right) && read_number(right, number) && set_time(o.times, left, number);
  if (name == "--bound")
    return cut(value, '=', left, right) && read_number(right, number) && set_bound(o.bounds, left, number);
  return false;
}

}  // namespace

Read read_options(int count, char** words) {
  Read read;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--help") {
      std::fputs(kHelp, stdout);
      read.exit = 0;
      return read;
    }
    if (word == "--lenient") {
      read.options.is_lenient = true;
    } else if (word == "--tls-1.1") {
      read.options.allows_tls_1_1 = true;
    } else if (!word.starts_with("--") && read.options.configuration.empty()) {
      read.options.configuration = word;
    } else if (i + 1 == count || !take(read.options, word, words[i + 1])) {
      std::fprintf(stderr, "gateway: cannot use %s; see --help\n", words[i]);
      read.exit = 2;
      return read;
    } else {
      ++i;
    }
  }
  if (read.options.configuration.empty() ||
      (read.options.tls_port >= 0 && read.options.certificates.empty())) {
    std::fputs("gateway: give a CONFIGURATION, and with --tls a --certificate; see --help\n", stderr);
    read.exit = 2;
  }
  return read;
}

}  // namespace gateway
