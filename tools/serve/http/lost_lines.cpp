#include "lost_lines.hpp"

#include <fmt/format.h>

#include <utility>

namespace digitnet::serve {

LostLines::LostLines(std::shared_ptr<ServerMetrics> metrics, std::function<void(const std::string&)> warn)
    : metrics_(std::move(metrics)), warn_(std::move(warn)) {}

void LostLines::add(std::uint64_t lines, std::string_view log, std::string_view why, Clock::time_point now) {
  const std::uint64_t all = metrics_->log_lines_lost.fetch_add(lines) + lines;
  if (!warn_ || !takes_turn(now)) return;
  warn_(fmt::format("{}: lines of the access log are lost, {} so far: {}", log, all, why));
}

bool LostLines::takes_turn(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (told_ && now - *told_ < kTellsEvery) return false;
  told_ = now;
  return true;
}

}  // namespace digitnet::serve
