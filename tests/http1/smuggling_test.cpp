// One test a threat to framing. The names are those of the table of threats.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "http1/transcript.hpp"

using sluice::Reason;
using transcript::Transcript;

namespace {

const std::string kPost = "POST /a HTTP/1.1\r\nHost: h.example\r\n";
const std::string kChunked = kPost + "Transfer-Encoding: chunked\r\n\r\n";
const std::string kNext = "GET /next HTTP/1.1\r\nHost: h.example\r\n\r\n";

std::string get(const std::string& fields, const std::string& version = "1.1") {
  return "GET /a HTTP/" + version + "\r\nHost: h.example\r\n" + fields + "\r\n";
}

struct Case {
  std::string stream;
  Reason reason;
};

// The reason holds, whole and byte by byte, and nothing behind it is read.
void refuses(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    CAPTURE(c.stream.substr(0, 200));
    const Transcript whole = transcript::read(c.stream + kNext);
    CHECK(sluice::error::text(whole.reason) == sluice::error::text(c.reason));
    CHECK(whole.heads.find("/next") == std::string::npos);
    CHECK(transcript::read_bytewise(c.stream + kNext) == whole);
  }
}

void accepts(const std::vector<std::string>& streams) {
  for (const std::string& stream : streams) {
    CAPTURE(stream.substr(0, 200));
    const Transcript whole = transcript::read(stream);
    CHECK(whole.verdict() == "accept");
    CHECK(transcript::read_bytewise(stream) == whole);
  }
}

}  // namespace

TEST_CASE("SM1: a length together with a coding is refused in either order") {
  for (const char* length : {"Content-Length: 5\r\n", "Content-Length: 0\r\n"}) {
    const std::string coding = "Transfer-Encoding: chunked\r\n";
    refuses({{kPost + length + coding + "\r\n0\r\n\r\n", Reason::FramingIllegal},
             {kPost + coding + length + "\r\n0\r\n\r\n", Reason::FramingIllegal}});
  }
}

TEST_CASE("SM2: a length that is not one plain decimal is refused") {
  for (const char* length : {"5, 5", "+5", "-5", "0x5", "5 5", "", "5;", "5.0", "00000000000000000005",
                             "18446744073709551621", "5\t5"})
    refuses({{kPost + "Content-Length: " + length + "\r\n\r\nhello", Reason::FramingIllegal}});
  refuses({{kPost + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello", Reason::FramingIllegal},
           {kPost + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", Reason::FramingIllegal}});
  accepts(
      {kPost + "Content-Length: 0000000000000000005\r\n\r\nhello", kPost + "content-LENGTH:5 \r\n\r\nhello"});
}

TEST_CASE("SM3: a coding that is not exactly chunked, or not in HTTP/1.1, is refused") {
  for (const char* coding :
       {"gzip", "identity", "chunked, identity", "gzip, chunked", "chunked, chunked", "xchunked",
        "\"chunked\"", "", "chunked;q=1", "chun ked", ",chunked", "chunked,"})
    refuses({{kPost + "Transfer-Encoding: " + coding + "\r\n\r\n0\r\n\r\n", Reason::FramingIllegal}});
  refuses(
      {{kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Reason::FramingIllegal},
       {kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n\r\n0\r\n\r\n", Reason::FramingIllegal},
       {"POST /a HTTP/1.0\r\nHost: h.example\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        Reason::FramingIllegal}});
  accepts({kPost + "TRANSFER-encoding:\t CHUNKED \r\n\r\n0\r\n\r\n"});
}

TEST_CASE("SM4: a line end other than CRLF is refused wherever it stands") {
  const std::string good =
      kPost + "X-A: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n";
  for (std::size_t at = good.find("\r\n"); at != std::string::npos; at = good.find("\r\n", at + 1)) {
    for (const char* end : {"\n", "\r", "\n\r", "\r\r\n", "\r \n"}) {
      std::string bad = good;
      bad.replace(at, 2, end);
      CAPTURE(bad);
      const Transcript t = transcript::read(bad + kNext);
      CHECK(t.verdict() == "reject");
      CHECK(t.requests == 0);
      CHECK(transcript::read_bytewise(bad + kNext) == t);
    }
  }
}

TEST_CASE("SM5: folded lines and blanks round a name are refused") {
  refuses({{get("X-A: 1\r\n 2\r\n"), Reason::HeaderIllegal},
           {get("X-A: 1\r\n\t2\r\n"), Reason::HeaderIllegal},
           {get("X-A: 1\r\n \r\n"), Reason::HeaderIllegal},
           {get("X-A : 1\r\n"), Reason::HeaderIllegal},
           {get("X-A\t: 1\r\n"), Reason::HeaderIllegal},
           {get(": 1\r\n"), Reason::HeaderIllegal},
           {get("X-A\r\n"), Reason::HeaderIllegal},
           {"GET /a HTTP/1.1\r\n Host: h.example\r\n\r\n", Reason::HeaderIllegal},
           {kChunked + "0\r\nX-A: 1\r\n Authorization: x\r\n\r\n", Reason::HeaderIllegal}});
}

TEST_CASE("SM6: a CR alone ends neither a value nor the head") {
  refuses({{kPost + "X-Abc:\rxTransfer-Encoding: chunked\r\n\r\n", Reason::HeaderIllegal},
           {"GET /a HTTP/1.1\r\nHost: h.example\r\n\rXGET /evil HTTP/1.1\r\n", Reason::HeaderIllegal},
           {get("X-A:\r\r\n"), Reason::HeaderIllegal}});
}

TEST_CASE("SM7: a chunk is hex digits, CRLF, that many bytes, CRLF") {
  for (const char* chunk :
       {"+1\r\nx\r\n", "0x1\r\nx\r\n", " 1\r\nx\r\n", "1 \r\nx\r\n", "1;a\r\nx\r\n", "1;a=b\r\nx\r\n",
        "1;\r\nx\r\n", "\r\nx\r\n", "g\r\nx\r\n", "00000000000000001\r\nx\r\n", "1\r\nxy\r\n", "2\r\nx\r\n",
        "1\nx\r\n", "1\r\nx\n", "0;a\r\n\r\n", "-1\r\n"})
    refuses({{kChunked + chunk + "0\r\n\r\n", Reason::FramingIllegal}});
  refuses({{kChunked + "ffffffffffffffff\r\nx", Reason::BodyTooLarge}});
  const Transcript t =
      transcript::read(kChunked + "0000000000000001\r\nx\r\nA\r\n0123456789\r\n000\r\n\r\n" + kNext);
  CHECK(t.body == "x0123456789");
  CHECK(t.requests == 2);
}

TEST_CASE("SM8: a trailer may not carry framing, routing or credentials; others are dropped") {
  for (const char* name :
       {"Content-Length: 9", "transfer-encoding: chunked", "Host: evil.example",
        "AUTHORIZATION: SDK-HMAC-SHA256 x", "X-Sdk-Date: 20191115T033655Z", "x-sdk-content-sha256: 0",
        "X-Stage: test", "Connection: close", "Content-Type: text/html", "X-Apig-AppCode: c",
        "X-Auth-Token: t", "Trailer: x", "Expect: 100-continue"})
    CHECK(transcript::read(kChunked + "1\r\nx\r\n0\r\n" + name + "\r\n\r\n").verdict() == "reject");
  const Transcript t = transcript::read(kChunked + "0\r\nX-Checksum: 1\r\nExpires: never\r\n\r\n" + kNext);
  CHECK(t.requests == 2);
  CHECK(t.heads.find("X-Checksum") == std::string::npos);
  refuses({{kChunked + "0\r\nno colon\r\n\r\n", Reason::HeaderIllegal},
           {kChunked + "0\r\nX-A: \x01\r\n\r\n", Reason::HeaderIllegal}});
}

TEST_CASE("SM9: nothing may follow a message that closes the connection") {
  for (const std::string& last : {get("Connection: close\r\n"), get("Connection: keep-alive, Close\r\n"),
                                  get("", "1.0"), get("Connection: keep-alive, close\r\n", "1.0"),
                                  get("Connection: close\r\nConnection: keep-alive\r\n")}) {
    CAPTURE(last);
    CHECK(transcript::read(last).verdict() == "accept");
    const Transcript t = transcript::read(last + kNext);
    CHECK(t.requests == 1);
    CHECK(t.reason == Reason::FramingIllegal);
  }
  CHECK(transcript::read(get("Connection: Keep-Alive\r\n", "1.0") + kNext).requests == 2);
}

TEST_CASE("SM10: after an error no further byte is looked at") {
  sluice::http1::Reader reader({});
  std::string_view bad = "GET /a HTTP/9.9\r\n";
  CHECK(reader.next(bad).kind == sluice::http1::Kind::Refused);
  std::string_view good = kNext;
  for (int i = 0; i < 3; ++i) {
    const auto event = reader.next(good);
    CHECK(event.kind == sluice::http1::Kind::Refused);
    CHECK(event.reason == Reason::VersionIllegal);
    CHECK(good.size() == kNext.size());
  }
  CHECK(reader.finish().reason == Reason::VersionIllegal);
  CHECK_FALSE(reader.is_idle());
}

TEST_CASE("SM11: fields nominated by Connection stay in the request") {
  const Transcript t = transcript::read(
      get("Connection: Authorization, X-Sdk-Date, Host\r\nAuthorization: a\r\nX-Sdk-Date: d\r\n"));
  CHECK(t.heads.find("Authorization=a\nX-Sdk-Date=d\n") != std::string::npos);
  CHECK(t.heads.find("@h.example") != std::string::npos);
}

TEST_CASE("SM12: an upgrade that is asked for changes nothing about how the bytes are read") {
  const std::string upgrade =
      "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n";
  CHECK(transcript::read(get(upgrade) + kNext).requests == 2);
  CHECK(transcript::read(kPost + upgrade + "Content-Length: 2\r\n\r\nok" + kNext).requests == 2);
  refuses({{"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Reason::MethodIllegal}});
}

TEST_CASE("SM13: a name with underscores is another name") {
  const Transcript t = transcript::read(get("Content_Length: 5\r\nTransfer_Encoding: chunked\r\n") + kNext);
  CHECK(t.requests == 2);
  CHECK(t.body.empty());
}

TEST_CASE("SM14: only 100-continue may be expected, and the head tells that it is") {
  for (const char* expect : {"200-ok", "", "100-continue, x", "100-continue\r\nExpect: 100-continue"})
    refuses({{kPost + "Expect: " + expect + "\r\nContent-Length: 2\r\n\r\nok", Reason::ExpectIllegal}});
  const auto expects = [](const std::string& stream) {
    return transcript::read(stream).heads.find(" continue\n") != std::string::npos;
  };
  CHECK(expects(kPost + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n"));
  CHECK(expects(kPost + "Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n"));
  CHECK_FALSE(expects(get("Expect: 100-continue\r\n")));
  CHECK_FALSE(
      expects("POST /a HTTP/1.0\r\nHost: h.example\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
}

TEST_CASE("SM15: views stay where they are until the next message begins") {
  sluice::http1::Reader reader({});
  const std::string stream = kChunked + "3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n" + kNext;
  const char* target = nullptr;
  int ends = 0;
  for (const char& c : stream) {
    std::string_view byte(&c, 1);
    for (;;) {
      const auto event = reader.next(byte);
      if (event.kind == sluice::http1::Kind::More) break;
      if (event.kind == sluice::http1::Kind::Head && ends == 0) target = reader.request().target.data();
      if (target != nullptr && ends == 0) {
        CHECK(reader.request().target.data() == target);
        CHECK(reader.request().target == "/a");
      }
      if (event.kind == sluice::http1::Kind::End) ++ends;
    }
  }
  CHECK(ends == 2);
}

TEST_CASE("SM18: no control byte reaches a name or a value") {
  for (int c = 0; c < 256; ++c) {
    const std::string byte(1, static_cast<char>(c));
    const bool is_text = (c >= 0x20 && c != 0x7f) || c == '\t';
    CAPTURE(c);
    CHECK((transcript::read(get("X-A: a" + byte + "b\r\n")).verdict() == "accept") == is_text);
    if (c == ':') continue;  // ends the name
    const bool is_token = c > 0x20 && c < 0x7f && std::string_view("\"(),/;<=>?@[\\]{}").find(byte) > 99;
    CHECK((transcript::read(get("X-" + byte + "A: b\r\n")).verdict() == "accept") == is_token);
  }
}
