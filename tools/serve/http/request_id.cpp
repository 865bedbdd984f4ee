#include "request_id.hpp"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <random>

namespace digitnet::serve {
namespace {

// Asked for in blocks, as a system call for each would cost more than all else here.
std::uint64_t random_number() {
  thread_local std::array<std::uint64_t, 32> block;
  thread_local std::size_t used = block.size();
  if (used == block.size()) {
    if (getrandom(block.data(), sizeof block, 0) != static_cast<ssize_t>(sizeof block)) {
      for (auto& number : block) number = std::uint64_t{std::random_device{}()} << 32 | std::random_device{}();
    }
    used = 0;
  }
  return block[used++];
}

}  // namespace

std::string make_request_id() {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string id(16, '0');
  std::uint64_t number = random_number();
  for (char& digit : id) {
    digit = kDigits[number & 15];
    number >>= 4;
  }
  return id;
}

}  // namespace digitnet::serve
