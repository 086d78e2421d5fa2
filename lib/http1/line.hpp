// Everything in HTTP/1 but a body's bytes is lines that end with CRLF. `LineScan` finds their ends and
// refuses the first byte that may not stand where it stands, or that goes over a limit, before anybody keeps
// it. It looks at one byte at a time and so cannot answer differently when the input is cut elsewhere.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sluice/reason.hpp"
#include "sluice/request.hpp"

namespace sluice::http1 {

enum class LineKind : std::uint8_t { Request, Status, Field, Trailer, ChunkSize, ChunkEnd };

class LineScan {
 public:
  explicit LineScan(const Limits& limits) noexcept : limits_(limits) {}

  // The next byte begins a line of this kind. A Request or Status line begins a message, the first Trailer a
  // section: their sums begin anew.
  void begin(LineKind kind) noexcept;

  struct Cut {
    std::size_t bytes = 0;         // of the input, good so far, line end included
    bool is_whole = false;         // the line has ended
    Reason reason = Reason::None;  // why the byte behind them is refused
  };

  Cut cut(std::string_view input) noexcept;

  // Of the line that began last.
  bool is_empty() const noexcept { return line_bytes_ == 0; }
  bool has_begun() const noexcept { return line_bytes_ != 0 || after_cr_; }
  // The field's name, cut off after as many bytes as any name has that matters in a trailer.
  std::string_view name() const noexcept {
    return {name_.data(), name_bytes_ < name_.size() ? name_bytes_ : name_.size()};
  }
  bool has_colon() const noexcept { return has_colon_; }

 private:
  template <Reason (LineScan::*take)(char)>
  Cut cut_with(std::string_view input, Reason bad_end) noexcept;
  Reason take_request(char c) noexcept;
  Reason take_status(char c) noexcept;
  Reason take_field(char c) noexcept;
  Reason take_name(char c) noexcept;
  Reason take_value(char c) noexcept;
  Reason take_chunk_size(char c) noexcept;
  Reason take_nothing(char c) noexcept;
  Reason measure_field() const noexcept;

  Limits limits_;
  LineKind kind_ = LineKind::Request;
  bool after_cr_ = false;
  std::size_t line_bytes_ = 0;  // without the line end

  // Request line
  unsigned spaces_ = 0;
  std::size_t target_bytes_ = 0;

  // The current field
  bool has_colon_ = false;
  std::size_t name_bytes_ = 0;
  std::size_t value_bytes_ = 0;  // from its first byte that is no blank to its last
  std::size_t blanks_ = 0;       // since then
  std::array<char, 32> name_;

  // The section of fields
  std::size_t fields_ = 0;
  std::size_t fields_bytes_ = 0;  // of the fields that ended
  std::size_t padding_ = 0;       // blanks round values: no part of a field's size, yet not endless
};

}  // namespace sluice::http1
