/// Borrowed text and header lists.
///
/// sluice copies nothing of a request. Every `std::string_view` and `std::span` that a public function takes
/// is borrowed for that call; every view that it gives back points into the request, the plan or the scratch
/// memory that the caller brought, and the function's comment says which. An absent thing is `std::optional`;
/// empty is empty.
#pragma once

#include <span>
#include <string_view>

namespace sluice {

/// One header field as received: the name in any case, the value with or without outer blanks. Both borrowed.
struct Header {
  std::string_view name;
  std::string_view value;
};

/// Header fields in the order in which they stand on the wire.
using Headers = std::span<const Header>;

/// A name and the text that belongs to it: a captured path value, a pair of an authorizer's answer. Both
/// borrowed.
struct Named {
  std::string_view name;
  std::string_view value;
};

/// Bytes that the caller lends for results; nothing outlives them.
using Room = std::span<char>;

}  // namespace sluice
