#pragma once

#include <string>

#include "wiped_text.hpp"

namespace digitnet::cli {

/// Reads the first line of standard input, byte by byte as it is, into `password`. Throws ArgumentError when there is
/// none.
void read_password_from_input(serve::WipedText& password);

/// Asks for a password at the terminal, twice and without showing it. Throws ArgumentError when standard input is no
/// terminal, or the two differ.
void ask_for_password(serve::WipedText& password);

}  // namespace digitnet::cli
