#include <sluice/acl.hpp>

namespace acl = sluice::acl;

int main() {
  int refused = 0;
  for (const char* text : {"198.51.100.9", "203.0.113.9", "2001:db8::7", "::ffff:198.51.100.1"}) {
    const sluice::Address ip = *sluice::read_address(text);
    const auto refuse = [&refused] { ++refused; };
    // README: ACL in C++
    auto a = acl::compile(acl::Permit, "198.51.100.0/24,2001:db8::7");
    if (!a->allows(ip)) refuse();
    // README: end
  }
  return refused == 1 ? 0 : 1;
}
