#include <sluice/throttle.hpp>

namespace throttle = sluice::throttle;
using namespace std::chrono_literals;

int main() {
  const sluice::Now now{1614160800, 0, 1};
  int admitted = 0;
  std::uint64_t word = 0;
  for (int call = 0; call < 12; ++call) {
    // README: bucket in C++
    auto r = throttle::take(word, {.limit = 10, .per = 1min}, now);  // {admitted, next, remain, retry_after}
    word = r.next;
    // README: end
    admitted += r.admitted ? 1 : 0;
    if (!r.admitted && r.retry_after != 6s) return 1;
  }
  return admitted == 10 ? 0 : 2;
}
