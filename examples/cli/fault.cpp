#include "fault.hpp"

namespace cli {

void write(const Fault& fault, json::Writer& out) {
  out.begin_object();
  write_members(fault, out);
  out.end_object();
}

void write_members(const Fault& fault, json::Writer& out) {
  out.name("error").begin_object();
  out.member("code", fault.code);
  out.member("message", fault.message);
  if (!fault.member.empty()) out.member("member", fault.member);
  if (fault.position) out.name("position").unsigned_number(*fault.position);
  out.end_object();
}

}  // namespace cli
