#include "random_id.hpp"

#include <sodium.h>

#include <array>

#include "digitnet/error.hpp"

namespace digitnet::serve {

std::string random_id() {
  static const int ready = sodium_init();  // before threads may ask for random bytes
  if (ready < 0) throw Error("random numbers: libsodium cannot be used here");
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, 2 * bytes.size() + 1> text{};
  return sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
}

}  // namespace digitnet::serve
