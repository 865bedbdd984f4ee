#pragma once

#include <string>
#include <string_view>

namespace digitnet::cli {

/// Whoever read standard output has gone, as `| head` does: no error, the program just ends.
struct BrokenPipe {};

/// Writes a result to standard output. Throws BrokenPipe, or FileError when it cannot be written.
void write_output(std::string_view text);
/// Throws as write_output.
void flush_output();
/// Writes talk to standard error; that nobody can hear it is no error.
void write_talk(std::string_view text);
/// Writes `digitnet: <message>` as one line to standard error.
void report_error(std::string_view message);

[[nodiscard]] bool output_is_terminal();
[[nodiscard]] bool talk_is_terminal();
/// The number of columns of the terminal that shows standard error; 80 when it is unknown.
[[nodiscard]] int talk_width();

/// `word` as a shell reads it back: in single quotes where it holds more than plain characters.
[[nodiscard]] std::string shell_quote(std::string_view word);

/// `text` as it can be shown on a terminal: control characters, those that turn the direction of writing, and bytes
/// that are no UTF-8 become `?`.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace digitnet::cli
