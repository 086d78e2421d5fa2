// The plain behaviour of the reader: request lines, hosts, path modes, moving.
#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "http1/transcript.hpp"

using sluice::PathMode;
using sluice::Reason;
using transcript::Transcript;

namespace {

Reason reason_of(const std::string& line, PathMode mode = PathMode::Strict) {
  return transcript::read(line + "\r\nHost: h.example\r\n\r\n", {}, {}, mode).reason;
}

}  // namespace

TEST_CASE("http1: a request comes out as it was sent, values without the blanks round them") {
  const Transcript t = transcript::read(
      "POST /a%20b?q=1 HTTP/1.1\r\nhost: H.example:80\r\nX-A:  1 2\t\r\nX-Empty:\r\nx-a:3\r\n"
      "Content-Length: 2\r\n\r\nok");
  CHECK(t.heads ==
        "POST /a%20b?q=1 @H.example:80\nhost=H.example:80\nX-A=1 2\nX-Empty=\nx-a=3\nContent-Length=2\n2\n");
  CHECK(t.body == "ok");
}

TEST_CASE("http1: a request line is method, target and version with single spaces") {
  CHECK(reason_of("GET /a HTTP/1.1") == Reason::None);
  for (const char* method : {"get", "Get", "TRACE", "CONNECT", "PROPFIND", "SUBSCRIBE", "X", "GETX", "GE"})
    CHECK(reason_of(std::string(method) + " /a HTTP/1.1") == Reason::MethodIllegal);
  for (const char* version :
       {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.10", "HTTP/11", "HTTP/1.", ""})
    CHECK(reason_of(std::string("GET /a ") + version) == Reason::VersionIllegal);
  CHECK(reason_of("GET /a") == Reason::VersionIllegal);
  for (const char* line : {"GET  /a HTTP/1.1", "GET /a  HTTP/1.1", " GET /a HTTP/1.1", "GET /a HTTP/1.1 ",
                           "GET /a b HTTP/1.1", "GET\t/a HTTP/1.1", "GET /a\x7f HTTP/1.1", "GET", "GET "})
    CHECK(transcript::read(std::string(line) + "\r\nHost: h.example\r\n\r\n").verdict() == "reject");
}

TEST_CASE("http1: one empty line before a request is skipped, a second one is refused") {
  const std::string request = "GET /a HTTP/1.1\r\nHost: h.example\r\n\r\n";
  CHECK(transcript::read("\r\n" + request + "\r\n" + request).requests == 2);
  CHECK(transcript::read("\r\n" + request + "\r\n").verdict() == "accept");
  CHECK(transcript::read("\r\n\r\n" + request).reason == Reason::FramingIllegal);
  CHECK(transcript::read("\r\n\r").verdict() == "incomplete");
}

TEST_CASE("http1: the target names one path in the mode that was asked for") {
  CHECK(reason_of("GET /a%2Fb HTTP/1.1") == Reason::PathEncodedSlash);
  CHECK(reason_of("GET /a%2Fb HTTP/1.1", PathMode::Apig) == Reason::None);
  CHECK(reason_of("GET /a%00b HTTP/1.1", PathMode::Apig) == Reason::PathControl);
  CHECK(reason_of("GET /../a HTTP/1.1") == Reason::PathClimbs);
  CHECK(reason_of("GET /../a HTTP/1.1", PathMode::Raw) == Reason::None);
  CHECK(reason_of("GET /a#b HTTP/1.1") == Reason::TargetIllegal);
  CHECK(reason_of("OPTIONS * HTTP/1.1") == Reason::None);
  CHECK(reason_of("GET * HTTP/1.1") == Reason::TargetIllegal);
}

TEST_CASE("http1: one Host, and an absolute target that names the same") {
  const auto with = [](const std::string& target, const std::string& hosts) {
    return transcript::read("GET " + target + " HTTP/1.1\r\n" + hosts + "\r\n").reason;
  };
  CHECK(with("/a", "") == Reason::HostMissing);
  CHECK(with("/a", "Host: a\r\nHost: a\r\n") == Reason::HostRepeated);
  CHECK(with("/a", "Host:\r\n") == Reason::HostMissing);
  CHECK(with("/a", "Host: a b\r\n") == Reason::HostIllegal);
  CHECK(with("http://a/x", "Host: A:80\r\n") == Reason::None);
  CHECK(with("http://a", "Host: a\r\n") == Reason::None);
  CHECK(with("http://a/x", "Host: b\r\n") == Reason::AuthorityMismatch);
  CHECK(with("ftp://a/x", "Host: a\r\n") == Reason::TargetIllegal);
}

TEST_CASE("http1: a moved reader goes on where it was") {
  sluice::http1::Reader first({});
  Transcript t;
  transcript::give(first, "GET /a HTTP/1.1\r\nHo", t);
  sluice::http1::Reader second = std::move(first);
  transcript::give(second, "st: h.example\r\n\r\n", t);
  CHECK(t.requests == 1);
  CHECK(t.heads.find("GET /a @h.example") == 0);
}
