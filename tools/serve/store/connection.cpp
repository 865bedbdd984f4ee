#include "connection.hpp"

#include <cstdio>

namespace digitnet::serve {

void tell_programmer([[maybe_unused]] const std::string& message) {
#ifndef NDEBUG
  std::fprintf(stderr, "database: %s\n", message.c_str());
#endif
}

}  // namespace digitnet::serve
