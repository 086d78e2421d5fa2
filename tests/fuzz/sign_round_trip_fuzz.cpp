// Any request that is signed at all is verified as it was signed, and no longer once its body or its date is
// another.
#include <string>

#include "fuzz/sign_input.hpp"
#include "sluice/canonical.hpp"
#include "sluice/sign.hpp"

using namespace sluice;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Message message(fuzz::Input(data, size));
  std::string room(32768, ' ');
  const Now now{.seconds = 1614160800};
  const auto made = sign::sign(message.request, message.body, {"access", "secret"}, now, Room(room));
  if (!made) return 0;
  if (!made->removed.empty()) return 0;  // an old Authorization, which the sender takes off
  for (const auto& [name, value] : made->added) message.add(name, value);

  // A hash header that the caller brought may say that the body is not covered.
  bool is_covered = true;
  for (const Header& header : message.headers)
    is_covered = is_covered && header.value.find("UNSIGNED") == std::string_view::npos;
  const auto claim = sign::read(message.request);
  expect(claim.has_value());
  const Now then{.seconds = claim->date_seconds};
  expect(static_cast<bool>(sign::verify(*claim, message.request, message.body, "secret", then)));
  const std::string other = std::string(message.body) + "x";
  expect(!is_covered || !sign::verify(*claim, message.request, other, "secret", then));
  expect(!sign::verify(*claim, message.request, message.body, "Secret", then));
  expect(!sign::verify(*claim, message.request, message.body, "secret", {.seconds = then.seconds + 901}));
  return 0;
}
