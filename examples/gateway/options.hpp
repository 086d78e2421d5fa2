// What the command line says, and every limit of the gateway in one place.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tls.hpp"

namespace gateway {

/// Time limits in milliseconds.
struct Times {
  std::uint64_t head = 10000;         // a request's head, from its first byte; a TLS handshake too
  std::uint64_t idle = 60000;         // between two requests
  std::uint64_t body = 10000;         // between two pieces of a body
  std::uint64_t whole_body = 300000;  // a body
  std::uint64_t write = 30000;        // while a client takes nothing of its answer
  std::uint64_t connect = 3000;       // to a backend
  std::uint64_t answer = 60000;       // between two pieces of a backend's answer
  std::uint64_t tunnel = 300000;      // a WebSocket on which nothing moves
  std::uint64_t kept = 30000;         // an unused backend connection
  std::uint64_t stop = 10000;         // from SIGTERM until requests are cut off
  std::uint64_t store = 20;           // for the store of shared limits to answer; then it counts as gone
  std::uint64_t linger = 2000;        // for the rest of a body that was refused
};

struct Bounds {
  std::uint64_t held_bodies = 256u << 20;  // bytes of bodies that wait for their hash, of all connections
  std::size_t queue = 256u << 10;          // bytes that wait for one peer; then its source is not read
  std::size_t ahead = 64u << 10;           // bytes kept of what a client sent ahead
  std::size_t kept = 64;                   // unused connections to one backend, a worker
};

/// Where the store of shared limits is: an address and a port, or the path of a Unix socket.
struct Store {
  std::string host, path;
  std::uint16_t port = 0;
  bool is_given() const { return port != 0 || !path.empty(); }
};

struct Options {
  std::string configuration;
  std::string address = "127.0.0.1";
  int port = 8080;
  int tls_port = -1;
  std::vector<CertificateFiles> certificates;
  bool allows_tls_1_1 = false;
  std::string authorities = "/etc/ssl/certs/ca-certificates.crt";
  unsigned workers = 0;  // 0: one a processor
  std::string log;       // empty: none; "-": stdout
  int counters_port = -1;
  std::string iam;                                               // http://host:port/path
  std::vector<std::pair<std::string, std::string>> authorizers;  // urn or "*", http://host:port/path
  Store store;
  bool is_lenient = false;
  Times times;
  Bounds bounds;
};

/// Reads the command line; on a fault, or for --help, says so and gives an exit status.
struct Read {
  Options options;
  int exit = -1;
};
Read read_options(int count, char** words);

}  // namespace gateway
