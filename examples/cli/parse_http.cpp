// `sluice parse http`: how the gateway reads raw streams of HTTP/1 requests, one file each.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "command.hpp"
#include "escapes.hpp"
#include "sluice/error.hpp"
#include "sluice/http1.hpp"
#include "stream.hpp"

namespace cli {
namespace {

/// What was concluded of one stream.
struct Conclusion {
  std::string_view verdict = "accept";  // or reject, incomplete
  std::uint16_t status = 0;             // of a refusal
  std::uint64_t requests = 0;           // complete ones
  std::uint64_t body_bytes = 0;         // of complete requests
};

/// Reads what one piece of the stream tells; false once the stream is refused.
bool read_piece(sluice::http1::Reader& reader, std::string_view piece, std::uint64_t& open_bytes,
                Conclusion& seen) {
  using sluice::http1::Kind;
  for (;;) {
    const sluice::http1::Event event = reader.next(piece);
    switch (event.kind) {
      case Kind::More:
        return true;
      case Kind::Head:
        open_bytes = 0;
        break;
      case Kind::Body:
        open_bytes += event.body.size();
        break;
      case Kind::End:
        ++seen.requests;
        seen.body_bytes += open_bytes;
        break;
      case Kind::Refused:
        seen.verdict = "reject";
        seen.status = sluice::error::row(sluice::error::row(event.reason)).status;
        return false;
    }
  }
}

Conclusion conclude(std::string_view stream, std::size_t split) {
  Conclusion seen;
  sluice::http1::Reader reader({});
  std::uint64_t open_bytes = 0;
  const std::size_t step = split == 0 ? std::max<std::size_t>(stream.size(), 1) : split;
  for (; !stream.empty(); stream.remove_prefix(std::min(step, stream.size())))
    if (!read_piece(reader, stream.substr(0, step), open_bytes, seen)) return seen;
  if (!reader.is_idle()) seen.verdict = "incomplete";
  return seen;
}

void print(const std::string& file, const Conclusion& seen, Output& output) {
  escape(file, output.text());
  output.text().append("\t").append(seen.verdict).append("\t");
  output.text().append(seen.status == 0 ? "-" : std::to_string(seen.status)).append("\t");
  output.text().append(std::to_string(seen.requests)).append("\t").append(std::to_string(seen.body_bytes));
  output.end_line();
}

}  // namespace

int run_parse_http(const ParseHttpOptions& options) {
  int status = kYes;
  Output output(STDOUT_FILENO);
  for (const std::string& file : options.files) {
    const auto stream = read_file(file);
    if (stream) {
      print(file, conclude(*stream, options.split), output);
    } else {
      complain("parse http", file + ": " + std::strerror(errno));
      status = kUsage;
    }
  }
  return status;
}

}  // namespace cli
