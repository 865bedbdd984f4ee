#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "server_metrics.hpp"

namespace digitnet::serve {

/// Counts the lines that a log has lost, and tells the operator: of the first at once, of more once a minute at most.
/// The log itself cannot say it when it is full for good. For any thread.
class LostLines {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::minutes kTellsEvery{1};

  /// `warn` is told, from any thread; none when it is empty.
  LostLines(std::shared_ptr<ServerMetrics> metrics, std::function<void(const std::string&)> warn);

  /// `log` is the name of the log, `why` says what happened.
  void add(std::uint64_t lines, std::string_view log, std::string_view why, Clock::time_point now = Clock::now());

 private:
  bool takes_turn(Clock::time_point now);

  std::shared_ptr<ServerMetrics> metrics_;
  std::function<void(const std::string&)> warn_;
  std::mutex mutex_;
  std::optional<Clock::time_point> told_;
};

}  // namespace digitnet::serve
