// Any text as a signing date: what is read is written back as it stood, and the next second is later.
#include "fuzz/sign_input.hpp"
#include "sluice/date.hpp"

using namespace sluice;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto seconds = date::read(text);
  if (!seconds) return 0;
  fuzz::expect(date::write(*seconds).view() == text);
  fuzz::expect(date::write(*seconds + 1).view() >= text);
  fuzz::expect(date::is_within(*seconds, *seconds + 900, 900) &&
               !date::is_within(*seconds, *seconds - 901, 900));
  return 0;
}
