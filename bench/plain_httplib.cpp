// The server of examples/embed_httplib.cpp without sluice: the same handler and the same line in its log, so
// that what bench/embed.py finds between the two is sluice and its glue.
#include <httplib.h>

#include <cstdio>

int main() {
  httplib::Server server;
  server.set_payload_max_length(12582912);
  server.Get(R"(/orders/(\w+))", [](const httplib::Request& in, httplib::Response& out) {
    std::printf("%s %s -> pass\n", in.method.c_str(), in.path.c_str());
    std::fflush(stdout);
    out.set_content("{\"order\":\"" + in.matches[1].str() + "\"}\n", "application/json");
  });
  const int port = server.bind_to_any_port("127.0.0.1");
  if (port < 0) return 1;
  std::printf("listening on %d\n", port);
  std::fflush(stdout);
  return server.listen_after_bind() ? 0 : 1;
}
