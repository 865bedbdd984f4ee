#pragma once

namespace digitnet::cli {

/// From now on the first Ctrl-C or SIGTERM only makes interrupted() true; the second ends the program as always.
/// A closed terminal (SIGHUP) counts as the first, however often it comes, unless nohup has it ignored.
void catch_interrupts();

/// Whether the user wants to stop. For any thread.
[[nodiscard]] bool interrupted() noexcept;

}  // namespace digitnet::cli
