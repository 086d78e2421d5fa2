// The public face: keeps failing allocations inside.
#include <new>

#include "http1/connection.hpp"

namespace sluice::http1 {
namespace {

constexpr Event kNoMemory = {.kind = Kind::Refused, .reason = Reason::OutOfMemory, .body = {}};

}  // namespace

Reader::Reader(const Limits& limits, PathMode mode) noexcept
    : connection_(new (std::nothrow) Connection(limits, mode)) {}
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;
Reader::~Reader() = default;

Event Reader::next(std::string_view& bytes) noexcept {
  if (connection_ == nullptr) return kNoMemory;
  try {
    return connection_->next(bytes);
  } catch (const std::bad_alloc&) {
    return connection_->refuse(Reason::OutOfMemory);
  }
}

Event Reader::finish() noexcept { return connection_ == nullptr ? kNoMemory : connection_->finish(); }

bool Reader::is_idle() const noexcept { return connection_ != nullptr && connection_->is_idle(); }

const Request& Reader::request() const noexcept { return connection_->request(); }

const Framing& Reader::framing() const noexcept { return connection_->framing(); }

}  // namespace sluice::http1
