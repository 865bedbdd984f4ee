#pragma once

namespace digitnet::cli {

/// From now on the first Ctrl-C or SIGTERM only makes interrupted() true; the second ends the program as always.
void catch_interrupts();

/// Whether the user wants to stop. For any thread.
[[nodiscard]] bool interrupted() noexcept;

}  // namespace digitnet::cli
