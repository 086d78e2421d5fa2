// sluice in a server that was not written for it: cpp-httplib with handlers of its own. Between the two marks
// stands all that joins them. Every request meets `GuardedServer::passes` before any handler, file or error
// page of the server: those without a body before the server looks for a handler, the others once it has read
// their body.
//
//   embed_httplib CONFIGURATION [PORT]     serves on loopback; says its port and a line for each decision
#include <httplib.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "sluice/transaction.hpp"

namespace {

sluice::Now clocks() {
  return sluice::now_at(std::chrono::system_clock::now().time_since_epoch(),
                        std::chrono::steady_clock::now().time_since_epoch());
}

// The host's own log: the caller is told a code, the operator the reason.
const sluice::Decision& logged(const httplib::Request& in, const sluice::Decision& d) {
  const std::string_view reason = sluice::error::text(d.reason);
  std::printf("%s %s -> %s", in.method.c_str(), in.path.c_str(),
              d.verdict == sluice::Verdict::Pass ? "pass" : "refused: ");
  std::printf("%.*s %.*s\n", d.reason == sluice::Reason::None ? 0 : static_cast<int>(reason.size()),
              reason.data(), static_cast<int>(d.detail.size()), d.detail.data());
  std::fflush(stdout);
  return d;
}

// ---- sluice in front of the server: from here ----
class GuardedServer : public httplib::Server {
 public:
  GuardedServer(const sluice::Plan& plan, sluice::State& state) : plan_(plan), state_(state) {
    set_pre_routing_handler([this](const httplib::Request& in, httplib::Response& out) {
      const bool has_no_body = in.method == "GET" || in.method == "HEAD" || in.method == "OPTIONS";
      return has_no_body && !passes(in, out) ? HandlerResponse::Handled : HandlerResponse::Unhandled;
    });
    set_error_handler([this](const httplib::Request& in, httplib::Response& out) { passes(in, out); });
  }
  void Post(const char* path, Handler handler) { Server::Post(path, behind(std::move(handler))); }
  void Put(const char* path, Handler handler) { Server::Put(path, behind(std::move(handler))); }
  void Patch(const char* path, Handler handler) { Server::Patch(path, behind(std::move(handler))); }
  void Delete(const char* path, Handler handler) { Server::Delete(path, behind(std::move(handler))); }

 private:
  Handler behind(Handler handler) {
    return [this, handler = std::move(handler)](const httplib::Request& in, httplib::Response& out) {
      if (passes(in, out)) handler(in, out);
    };
  }
  bool passes(const httplib::Request& in, httplib::Response& out) {
    if (out.has_header("X-Request-Id")) return true;  // decided before
    thread_local sluice::Transaction transaction;     // one a worker: it owns the memory of a decision
    std::vector<sluice::Header> fields;
    for (const auto& [name, value] : in.headers) fields.push_back({name, value});
    const sluice::Request head{.method = in.method,
                               .target = in.target,
                               .headers = fields,
                               .scheme = sluice::Scheme::Http,
                               .peer = in.remote_addr};
    const auto& d = logged(in, sluice::decide(plan_, state_, head, clocks(), transaction, {.body = in.body}));
    const bool is_pass = d.verdict == sluice::Verdict::Pass;
    for (const auto& [name, value] : is_pass ? d.response_headers : d.response.headers)
      out.set_header(std::string(name), std::string(value));
    if (!is_pass) out.status = d.response.status, out.body = d.response.body;
    return is_pass;
  }
  const sluice::Plan& plan_;
  sluice::State& state_;
};
// ---- to here ----

std::string read_file(const char* name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void add_handlers(GuardedServer& server) {
  server.Get(R"(/orders/(\w+))", [](const httplib::Request& in, httplib::Response& out) {
    out.set_content("{\"order\":\"" + in.matches[1].str() + "\"}\n", "application/json");
  });
  server.Post("/orders", [](const httplib::Request& in, httplib::Response& out) {
    out.status = 201;
    out.set_content("{\"stored_bytes\":" + std::to_string(in.body.size()) + "}\n", "application/json");
  });
  server.Get("/ping", [](const httplib::Request&, httplib::Response& out) {
    out.set_content("pong\n", "text/plain");
  });
  server.Get("/reports", [](const httplib::Request&, httplib::Response& out) {
    out.set_content("secret\n", "text/plain");
  });
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s CONFIGURATION [PORT]\n", argv[0]);
    return 2;
  }
  const sluice::Compiled compiled = sluice::compile(read_file(argv[1]));
  for (const sluice::Diagnostic& d : compiled.diagnostics)
    std::fprintf(stderr, "%s: %s: %s\n", argv[1], d.pointer.c_str(), d.message.c_str());
  if (!compiled.plan) return 1;
  sluice::State state((static_cast<std::uint64_t>(std::random_device()()) << 32) ^ std::random_device()());

  GuardedServer server(*compiled.plan, state);
  server.set_payload_max_length(12582912);
  add_handlers(server);
  int port = argc > 2 ? std::atoi(argv[2]) : 0;
  if (port == 0)
    port = server.bind_to_any_port("127.0.0.1");
  else if (!server.bind_to_port("127.0.0.1", port))
    port = -1;
  if (port < 0) {
    std::fprintf(stderr, "cannot listen on port %s\n", argc > 2 ? argv[2] : "0");
    return 1;
  }
  std::printf("listening on %d\n", port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}
