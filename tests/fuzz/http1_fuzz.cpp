// A stream read whole, byte by byte and in pieces of changing size gives the same requests and the same
// verdict; what the reader accepts keeps its promises.
#include <cstdint>

#include "http1/transcript.hpp"

namespace {

// Piece sizes taken from the stream itself, so that the fuzzer can choose them.
std::vector<std::size_t> cuts_of(std::string_view stream) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = 0; at < stream.size();) {
    at += 1 + static_cast<unsigned char>(stream[at]) % 23;
    cuts.push_back(at);
  }
  return cuts;
}

void expect(bool holds) {
  if (!holds) __builtin_trap();
}

void check_promises(std::string_view stream) {
  const sluice::Limits limits;
  sluice::http1::Reader reader(limits);
  for (;;) {
    const auto event = reader.next(stream);
    if (event.kind == sluice::http1::Kind::More) return;
    if (event.kind == sluice::http1::Kind::Refused) break;
    if (event.kind == sluice::http1::Kind::Body) expect(!event.body.empty());
    if (event.kind != sluice::http1::Kind::Head) continue;
    const sluice::Request& request = reader.request();
    expect(request.target.size() <= limits.uri_bytes && request.headers.size() <= limits.header_count);
    for (const sluice::Header& header : request.headers) {
      expect(!header.name.empty() && header.name.find_first_of(" \t\r\n:") == std::string_view::npos);
      expect(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    }
  }
  const std::size_t left = stream.size();
  expect(reader.next(stream).kind == sluice::http1::Kind::Refused && stream.size() == left);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const auto whole = transcript::read(stream);
  expect(transcript::read_bytewise(stream) == whole);
  expect(transcript::read(stream, cuts_of(stream)) == whole);
  check_promises(stream);
  return 0;
}
