#include "redis/session.hpp"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <new>
#include <optional>
#include <utility>

#include "redis/script.hpp"

namespace sluice::redis {
namespace {

constexpr std::uint64_t kTick = 100'000'000;  // nanoseconds: idle tokens are looked for so often
constexpr std::int64_t kMostTime = std::int64_t{1} << 53;
constexpr std::size_t kLongestNumber = 23;  // ":-9223372036854775808\r\n" and one to spare
constexpr std::size_t kGreetingBytes = 4096;

Options legal(Options options) {
  for (char& c : options.prefix) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!is_letter && c != '_' && c != '-' && c != '.' && c != ':') c = '_';
  }
  options.shards = std::clamp(options.shards, 1U, 1024U);
  options.timeout = std::max(options.timeout, std::chrono::milliseconds(1));
  return options;
}

bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

// What the server said of one key; nothing where no server that runs the script would say that.
std::optional<TokenReply> read_result(const TokenAsk& ask, std::span<const std::int64_t> numbers) noexcept {
  const std::int64_t granted = numbers[0], epoch = numbers[1], ttl = numbers[2], wait = numbers[3],
                     free = numbers[4];
  if (granted == -1) return TokenReply{ask.id, TokenReply::Result::Failed, {}};
  const bool is_sane = granted >= 0 && granted <= ask.ask.want && epoch >= 0 && epoch <= kMostTime &&
                       ttl >= 0 && ttl <= kMostTime && wait >= 0 && wait <= kMostTime && free >= 0 &&
                       free <= UINT32_MAX;
  if (!is_sane) return std::nullopt;
  return TokenReply{
      ask.id,
      TokenReply::Result::Answered,
      {static_cast<std::uint32_t>(granted), epoch, ttl, wait, static_cast<std::uint32_t>(free)}};
}

}  // namespace

void Client::Session::Close::operator()(redisContext* open) const noexcept { redisFree(open); }

Client::Session::Session(Options from) : options(legal(std::move(from))), random(options.seed | 1) {}

int Client::Session::fd() const noexcept { return context ? context->fd : -1; }

std::uint64_t Client::Session::next_random() noexcept {
  random ^= random << 13;
  random ^= random >> 7;
  random ^= random << 17;
  return random;
}

void Client::Session::wait_until(const Now& now) {
  deadline_ns = steady_of(now) + static_cast<std::uint64_t>(options.timeout.count()) * 1'000'000;
}

Client::Progress Client::Session::step(State& state, const Now& now) {
  has_news = false;
  const std::uint64_t ns = steady_of(now);
  if (stage == Stage::Away) {
    if (breaker.allows(now)) {
      connect(now);
      if (!context) fail(state, now);
    } else if (!has_told) {
      refuse_waiting(state, now);
    }
  }
  bool is_well = true;
  if (stage == Stage::Connecting && is_connected()) greet();
  if (stage > Stage::Connecting) is_well = send_out() && receive() && handle_replies(state);
  if (is_well && stage == Stage::Ready) ask(state, now);
  if (is_well && stage == Stage::Asking) is_well = send_out();
  const bool is_late = (stage != Stage::Away && stage != Stage::Ready) && ns >= deadline_ns;
  if (context && (!is_well || context->err != 0 || is_late)) fail(state, now);
  if (stage == Stage::Away) return {has_news, std::max(ns + 1'000'000, breaker.allows_from_ns())};
  return {has_news, stage == Stage::Ready ? ns + kTick : std::min(deadline_ns, ns + kTick)};
}

void Client::Session::connect(const Now& now) {
  context.reset(options.path.empty() ? redisConnectNonBlock(options.host.c_str(), options.port)
                                     : redisConnectUnixNonBlock(options.path.c_str()));
  if (!context || context->err != 0) return context.reset();
  ++counted.connections;
  reader = std::make_unique<ReplyReader>();
  stage = Stage::Connecting;
  wait_until(now);
}

bool Client::Session::is_connected() noexcept {
  pollfd ready{context->fd, POLLOUT, 0};
  if (poll(&ready, 1, 0) != 1) return false;
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(context->fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return true;
  context->err = REDIS_ERR_IO;
  return false;
}

void Client::Session::command(const std::vector<std::string>& words) {
  std::vector<const char*> texts;
  std::vector<std::size_t> sizes;
  for (const std::string& word : words) {
    texts.push_back(word.data());
    sizes.push_back(word.size());
  }
  char* made = nullptr;
  const int size = redisFormatCommandArgv(&made, static_cast<int>(texts.size()), texts.data(), sizes.data());
  if (size < 0) throw std::bad_alloc();
  out.append(made, static_cast<std::size_t>(size));
  redisFreeCommand(made);
}

void Client::Session::greet() {
  stage = Stage::Greeting;
  reader->expect(kGreetingBytes, 0);
  if (!options.password.empty()) {
    options.user.empty() ? command({"AUTH", options.password})
                         : command({"AUTH", options.user, options.password});
    calls.push_back({Expected::Fine});
  }
  if (options.database != 0) {
    command({"SELECT", std::to_string(options.database)});
    calls.push_back({Expected::Fine});
  }
  command({"SCRIPT", "LOAD", std::string(script())});
  calls.push_back({Expected::Script});
}

bool Client::Session::send_out() noexcept {
  while (sent < out.size()) {
    const ssize_t size = send(context->fd, out.data() + sent, out.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (size < 0) return would_block(errno);
    sent += static_cast<std::size_t>(size);
  }
  std::fill(out.begin(), out.end(), '\0');  // may have held a password
  out.clear();
  sent = 0;
  return true;
}

// Reads no more than what is awaited could be: a server that says more is not one.
bool Client::Session::receive() noexcept {
  std::array<char, 4096> chunk;
  for (;;) {
    const ssize_t size = recv(context->fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
    if (size < 0) return would_block(errno);
    if (size == 0) return false;
    if (calls.empty()) return false;
    if (!reader->feed({chunk.data(), static_cast<std::size_t>(size)})) return false;
  }
}

bool Client::Session::handle_replies(State& state) {
  Reply reply;
  for (;;) {
    const ReplyReader::Came came = reader->next(reply);
    if (came == ReplyReader::Came::Nothing) break;
    if (came == ReplyReader::Came::Broken || calls.empty()) return false;
    Call call = std::move(calls.front());
    calls.erase(calls.begin());
    if (!handle(reply, call, state)) return false;
  }
  if (!calls.empty()) return true;
  if (reader->bytes_held() != 0) return false;
  if (stage == Stage::Asking) asked = 0;
  if (stage == Stage::Asking || stage == Stage::Greeting) stage = Stage::Ready;
  return true;
}

bool Client::Session::handle(const Reply& reply, Call& call, State& state) {
  switch (call.expected) {
    case Expected::Fine:
      return reply.kind == Reply::Kind::Text;
    case Expected::Script:  // who may not load scripts may still run them
      digest = reply.kind == Reply::Kind::Text && reply.text.size() == 40 ? std::string(reply.text)
                                                                          : std::string();
      return reply.kind != Reply::Kind::Numbers;
    case Expected::Group:
      break;
  }
  if (reply.kind == Reply::Kind::Error && reply.text.starts_with("NOSCRIPT") && !call.is_in_full) {
    call.is_in_full = true;  // which tells the server the script again
    send_group(call);
    calls.push_back(std::move(call));
    return send_out();
  }
  return handle_group(reply, call, state);
}

bool Client::Session::handle_group(const Reply& reply, const Call& call, State& state) {
  if (reply.kind != Reply::Kind::Numbers || reply.numbers.size() != call.asks.size() * kResults) return false;
  std::vector<TokenReply> replies;
  for (std::size_t i = 0; i < call.asks.size(); ++i) {
    const auto result = read_result(batch[call.asks[i]], reply.numbers.subspan(i * kResults, kResults));
    if (!result) return false;
    replies.push_back(*result);
  }
  for (const std::uint8_t index : call.asks) batch[index].id = UINT64_MAX;  // answered
  state.bring_tokens(replies);
  breaker.succeeded();
  has_told = false;
  has_news = true;
  return true;
}

std::string Client::Session::key_of(const TokenAsk& ask) const {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string key = options.prefix + ":{" + std::to_string(ask.key_low % options.shards) + "}:";
  for (const std::uint64_t half : {ask.key_high, ask.key_low})
    for (int shift = 60; shift >= 0; shift -= 4) key += digits[half >> shift & 15];
  return key;
}

void Client::Session::ask(State& state, const Now& now) {
  asked = state.ask_tokens(batch, now);
  if (asked == 0) return;
  std::vector<std::pair<std::uint64_t, std::uint8_t>> by_shard;
  for (std::size_t i = 0; i < asked; ++i)
    by_shard.emplace_back(batch[i].key_low % options.shards, static_cast<std::uint8_t>(i));
  std::ranges::stable_sort(by_shard, {}, &std::pair<std::uint64_t, std::uint8_t>::first);
  for (std::size_t i = 0; i < by_shard.size(); ++i) {
    if (i == 0 || by_shard[i].first != by_shard[i - 1].first) calls.push_back({Expected::Group});
    calls.back().asks.push_back(by_shard[i].second);
  }
  reader->expect(calls.size() * 256 + asked * kResults * kLongestNumber, asked * kResults);
  for (Call& call : calls) {
    call.is_in_full = digest.empty();
    send_group(call);
  }
  stage = Stage::Asking;
  wait_until(now);
}

void Client::Session::send_group(const Call& call) {
  std::vector<std::string> words;
  words.reserve(3 + call.asks.size() * (1 + kArguments));
  words.emplace_back(call.is_in_full ? "EVAL" : "EVALSHA");
  words.emplace_back(call.is_in_full ? script() : std::string_view(digest));
  words.push_back(std::to_string(call.asks.size()));
  for (const std::uint8_t index : call.asks) words.push_back(key_of(batch[index]));
  for (const std::uint8_t index : call.asks) {
    const auto& [id, high, low, terms, ask] = batch[index];
    const int is_window = terms.algorithm == throttle::Algorithm::TokenBucket ? 0 : 1;
    for (const std::int64_t number : std::initializer_list<std::int64_t>{
             terms.limit, terms.per.count(), terms.burst, terms.epoch_us, terms.instances, is_window,
             ask.epoch, ask.spent, ask.spent_before, ask.back, ask.want})
      words.push_back(std::to_string(number));
  }
  command(words);
  ++counted.calls;
  counted.asks += call.asks.size();
}

void Client::Session::fail(State& state, const Now& now) {
  context.reset();
  reader.reset();
  stage = Stage::Away;
  std::fill(out.begin(), out.end(), '\0');
  out.clear();
  sent = 0;
  calls.clear();
  digest.clear();
  ++counted.failures;
  breaker.failed(now, next_random());
  for (std::size_t i = 0; i < asked; ++i) {
    const TokenReply failed{batch[i].id, TokenReply::Result::StoreFailed, {}};
    if (batch[i].id != UINT64_MAX) state.bring_tokens({&failed, 1});
    has_told = has_news = true;
  }
  asked = 0;
  refuse_waiting(state, now);
}

// What waits for the store while it is away is told so, once; after that the state lets nobody wait.
void Client::Session::refuse_waiting(State& state, const Now& now) {
  while (const std::size_t count = state.ask_tokens(batch, now)) {
    for (std::size_t i = 0; i < count; ++i) {
      const TokenReply failed{batch[i].id, TokenReply::Result::StoreFailed, {}};
      state.bring_tokens({&failed, 1});
    }
    has_told = has_news = true;
    if (count < batch.size()) return;
  }
}

}  // namespace sluice::redis
