#include "progress_lines.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "epoch_json.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenSteps{500};

void tell(const Json& line) {
  write_output(line.dump() + "\n");
  flush_output();
}

}  // namespace

ProgressLines::ProgressLines(const Images& images, int epochs) : next_(Clock::now()) {
  tell({{"event", "start"}, {"train", images.train}, {"validation", images.validation}, {"epochs", epochs}});
}

void ProgressLines::show(const Progress& progress) {
  if (Clock::now() < next_) return;
  next_ = Clock::now() + kBetweenSteps;
  tell({{"event", "step"},
        {"epoch", progress.epoch},
        {"step", progress.step},
        {"steps", progress.steps},
        {"loss", progress.loss}});
}

void ProgressLines::finish_epoch(const EpochRecord& record) {
  Json line{{"event", "epoch"}};
  line.update(epoch_json(record));
  line["seconds"] = std::round(record.seconds * 1000) / 1000;
  tell(line);
}

}  // namespace digitnet::cli
