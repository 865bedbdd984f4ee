#pragma once

#include <string>

#include "digitnet/error.hpp"

// Here and not in formats/, because this room is the first of those that read untrusted bytes.
namespace digitnet {

/// Throws FormatError: the bytes called `name` are not what their format promises, which `what` says.
[[noreturn]] inline void fail_format(const std::string& name, const std::string& what) {
  throw FormatError(name + ": " + what);
}

}  // namespace digitnet
