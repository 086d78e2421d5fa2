// An answer read whole, byte by byte and in sevens gives the same heads, body and verdict.
#include <cstdint>

#include "http1/answer_transcript.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  for (const char* method : {"GET", "HEAD", "UPGRADE"}) {
    const auto whole = transcript::read_answer(method, stream);
    if (transcript::read_answer(method, stream, 1) != whole) __builtin_trap();
    if (transcript::read_answer(method, stream, 7) != whole) __builtin_trap();
  }
  return 0;
}
