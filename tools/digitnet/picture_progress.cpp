#include "picture_progress.hpp"

#include <fmt/format.h>

#include <string>

namespace digitnet::cli {

void PictureProgress::show(std::size_t done) {
  if (!line_.is_due()) {
    return;
  }
  const double seconds = std::chrono::duration<double>(StatusLine::Clock::now() - start_).count();
  const double per_s = static_cast<double>(done - begun_with_) / seconds;
  const std::string left = per_s > 0 ? clock_time(static_cast<double>(pictures_ - done) / per_s) : "?";
  line_.draw(fmt::format("picture {}/{}", done, pictures_), static_cast<double>(done) / static_cast<double>(pictures_),
             fmt::format("{:.{}f} pictures/s  {} left", per_s, per_s < 10 ? 1 : 0, left));
}

}  // namespace digitnet::cli
