#include "wiped_text.hpp"

#include <sodium.h>

namespace digitnet::serve {

void wipe(std::string& text) {
  // Up to its capacity, where what stood there when it was longer may be left.
  text.resize(text.capacity());
  sodium_memzero(text.data(), text.size());
  text.clear();
}

}  // namespace digitnet::serve
