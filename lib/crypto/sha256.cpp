// What surrounds the supplier's blocks: gathering them, and the end of a message.
#include "crypto/sha256.hpp"

#include <algorithm>
#include <cstring>

#include "base/copy.hpp"
#include "base/secret.hpp"

namespace sluice::crypto {
namespace {

const unsigned char* bytes_at(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// The length in bits, which ends the last block.
void put_bits(unsigned char* behind, std::uint64_t bytes) noexcept {
  std::uint64_t bits = bytes * 8;
  if constexpr (std::endian::native == std::endian::little) bits = __builtin_bswap64(bits);
  std::memcpy(behind - sizeof bits, &bits, sizeof bits);
}

constexpr std::size_t blocks_of(std::size_t bytes) noexcept {
  return (bytes + 9 + kBlockBytes - 1) / kBlockBytes;
}

}  // namespace

void end(Midstate& words, std::uint64_t before, std::string_view held, std::string_view last) noexcept {
  alignas(16) unsigned char blocks[kEndBlocks * kBlockBytes] = {};
  unsigned char* const stop = copy_bytes(copy_bytes(blocks, held), last);
  *stop = 0x80;
  const auto size = static_cast<std::size_t>(stop - blocks);
  const std::size_t count = blocks_of(size);
  put_bits(blocks + count * kBlockBytes, before + size);
  compress(words, blocks, count);
  wipe(blocks, sizeof blocks);
}

void Sha256::add(std::string_view bytes) noexcept {
  const std::size_t held = bytes_ % kBlockBytes;
  bytes_ += bytes.size();
  if (held != 0) {
    const std::size_t taken = std::min(bytes.size(), kBlockBytes - held);
    if (taken > 0) std::memcpy(held_.data() + held, bytes.data(), taken);
    if (held + taken < kBlockBytes) return;
    compress(words_, held_.data(), 1);
    bytes.remove_prefix(taken);
  }
  const std::size_t blocks = bytes.size() / kBlockBytes, rest = bytes.size() % kBlockBytes;
  if (blocks > 0) compress(words_, bytes_at(bytes), blocks);
  if (rest > 0) std::memcpy(held_.data(), bytes.data() + blocks * kBlockBytes, rest);
}

Digest Sha256::finish(std::string_view last) const noexcept {
  const std::size_t held = bytes_ % kBlockBytes;
  if (held + last.size() > kMaxEnd) {
    Sha256 longer = *this;
    longer.add(last);
    return longer.finish();
  }
  Midstate words = words_;
  end(words, bytes_ - held, {reinterpret_cast<const char*>(held_.data()), held}, last);
  return bytes_of(words);
}

Digest sha256_in_place(unsigned char* bytes, std::size_t size) noexcept {
  bytes[size] = 0x80;
  std::memset(bytes + size + 1, 0, kPadBytes - 1);
  put_bits(bytes + blocks_of(size) * kBlockBytes, size);
  Midstate words = kStart;
  compress(words, bytes, blocks_of(size));
  return bytes_of(words);
}

}  // namespace sluice::crypto
