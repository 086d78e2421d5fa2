// hiredis reads the protocol; the objects that it asks for are ours and of fixed size. It keeps what is not
// yet a whole reply, so as many bytes are fed as one reply may have.
#include "redis/reply.hpp"

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
#include <new>

namespace sluice::redis {

struct ReplyReader::Parsed {
  redisReplyObjectFunctions functions{};
  Reply::Kind kind = Reply::Kind::Text;
  std::array<char, 64> text{};
  std::size_t text_size = 0;
  std::vector<std::int64_t> numbers;
  std::size_t most_numbers = 0;
};

namespace {

ReplyReader::Parsed& parsed_of(const redisReadTask* task) noexcept {
  return *static_cast<ReplyReader::Parsed*>(task->privdata);
}

void* create_string(const redisReadTask* task, char* text, std::size_t size) noexcept {
  ReplyReader::Parsed& parsed = parsed_of(task);
  const bool is_line = task->type == REDIS_REPLY_STATUS || task->type == REDIS_REPLY_ERROR;
  if (task->parent != nullptr || (!is_line && size > parsed.text.size())) return nullptr;
  parsed.kind = task->type == REDIS_REPLY_ERROR ? Reply::Kind::Error : Reply::Kind::Text;
  parsed.text_size = std::min(size, parsed.text.size());
  std::copy_n(text, parsed.text_size, parsed.text.begin());
  return &parsed;
}

// The count's type is hiredis's own and has changed.
template <class Count>
void* create_array(const redisReadTask* task, Count count) noexcept {
  ReplyReader::Parsed& parsed = parsed_of(task);
  if (task->parent != nullptr || count < 0 || static_cast<std::size_t>(count) > parsed.most_numbers)
    return nullptr;
  parsed.kind = Reply::Kind::Numbers;
  parsed.numbers.clear();
  return &parsed;
}

void* create_integer(const redisReadTask* task, long long value) noexcept {
  ReplyReader::Parsed& parsed = parsed_of(task);
  if (task->parent == nullptr || parsed.numbers.size() == parsed.most_numbers) return nullptr;
  parsed.numbers.push_back(value);  // has room
  return &parsed;
}

void* create_nil(const redisReadTask*) noexcept { return nullptr; }
void free_object(void*) noexcept {}

}  // namespace

void ReplyReader::Free::operator()(redisReader* reader) const noexcept { redisReaderFree(reader); }

ReplyReader::ReplyReader() : parsed_(std::make_unique<Parsed>()) {
  redisReplyObjectFunctions& made = parsed_->functions;
  made.createString = create_string;
  made.createArray = create_array;
  made.createInteger = create_integer;
  made.createNil = create_nil;
  made.freeObject = free_object;
  reader_.reset(redisReaderCreateWithFunctions(&made));
  if (!reader_) throw std::bad_alloc();
  reader_->privdata = parsed_.get();
}

ReplyReader::~ReplyReader() = default;

void ReplyReader::expect(std::size_t bytes, std::size_t numbers) {
  parsed_->numbers.reserve(numbers);
  parsed_->most_numbers = numbers;
  most_bytes_ = bytes;
}

std::size_t ReplyReader::bytes_held() const noexcept { return reader_->len - reader_->pos; }

bool ReplyReader::feed(std::span<const char> bytes) noexcept {
  is_broken_ = is_broken_ || bytes_held() + bytes.size() > most_bytes_ ||
               redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK;
  return !is_broken_;
}

ReplyReader::Came ReplyReader::next(Reply& reply) noexcept {
  void* whole = nullptr;
  is_broken_ = is_broken_ || redisReaderGetReply(reader_.get(), &whole) != REDIS_OK;
  if (is_broken_) return Came::Broken;
  if (whole == nullptr) return Came::Nothing;
  reply = {parsed_->kind, {parsed_->text.data(), parsed_->text_size}, parsed_->numbers};
  if (reply.kind != Reply::Kind::Numbers) reply.numbers = {};
  return Came::Reply;
}

}  // namespace sluice::redis
