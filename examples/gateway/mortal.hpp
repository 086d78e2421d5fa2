// What may end while a call of its own is still on the stack: it is buried, and freed when the loop has
// finished its round.
#pragma once

#include <memory>
#include <vector>

namespace gateway {

class Mortal {
 public:
  virtual ~Mortal() = default;
};

using Graveyard = std::vector<std::unique_ptr<Mortal>>;

}  // namespace gateway
