#pragma once

namespace digitnet::cli {

/// The exit codes of every subcommand.
inline constexpr int kSuccess = 0;
inline constexpr int kNo = 1;     ///< the job ran and the answer is no: a picture of several unread, a run stopped
inline constexpr int kError = 2;  ///< wrong usage, or the job could not run

}  // namespace digitnet::cli
