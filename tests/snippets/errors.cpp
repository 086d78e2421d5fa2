#include <sluice/error.hpp>

namespace error = sluice::error;

int main() {
  const std::string_view request_id = "0123456789abcdef0123456789abcdef";
  // README: errors in C++
  char room[512];
  auto e = error::row(error::Row::ThrottlingThreshold);
  auto body = error::render(e, request_id, room);
  // README: end
  return e.status == 429 && body && body->find("APIG.0308") != body->npos ? 0 : 1;
}
