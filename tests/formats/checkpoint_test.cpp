#include "digitnet/checkpoint.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "digitnet/error.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

Model small_model() {
  return {{4, 4, 1}, {Conv{.filters = 2}, BatchNorm{}, Relu{}, Dense{3}, Softmax{}}, 3};
}

std::vector<float> counted(std::size_t size, float first) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = first + static_cast<float>(i) / 3;
  return values;
}

TrainerState full_state(const Model& model) {
  const std::size_t parameters = model.parameters().size();
  const std::size_t statistics = model.statistics().size();
  TrainerState state;
  state.step = (std::int64_t{1} << 53) + 1;  // not a double
  state.epoch_loss = 0.1 + 0.2;
  state.epoch_correct = 12345678901;
  state.optimizer_state = counted(2 * parameters, 1);
  state.ema_parameters = counted(parameters, 2);
  state.ema_statistics = counted(statistics, 3);
  state.best_parameters = counted(parameters, 4);
  state.best_statistics = counted(statistics, 5);
  state.best_loss = std::numeric_limits<double>::infinity();
  state.epochs_without_progress = 4;
  state.finished = true;
  state.history = {{1, 2.0 / 3, 0.5, 1e-310, std::nullopt, 0.1, 3}};
  return state;
}

void check_same(const TrainerState& a, const TrainerState& b) {
  CHECK(a.step == b.step);
  CHECK(a.epoch_loss == b.epoch_loss);
  CHECK(a.epoch_correct == b.epoch_correct);
  CHECK(a.optimizer_state == b.optimizer_state);
  CHECK(a.ema_parameters == b.ema_parameters);
  CHECK(a.ema_statistics == b.ema_statistics);
  CHECK(a.best_parameters == b.best_parameters);
  CHECK(a.best_statistics == b.best_statistics);
  CHECK(a.best_loss == b.best_loss);
  CHECK(a.epochs_without_progress == b.epochs_without_progress);
  CHECK(a.finished == b.finished);
  CHECK(a.history == b.history);
}

}  // namespace

TEST_CASE("a checkpoint comes back with the same bits, in a folder that it makes") {
  const TemporaryFolder folder;
  const auto directory = folder.path() / "run/1";
  const Model model = small_model();
  for (const TrainerState& state : {full_state(model), TrainerState{}}) {
    save_checkpoint(model, state, R"({"seed": 1})", directory);
    const Checkpoint back = load_checkpoint(directory);
    check_same(back.state, state);
    CHECK(back.options == R"({"seed": 1})");
    CHECK(back.model.layers() == model.layers());
    CHECK(std::ranges::equal(back.model.parameters(), model.parameters()));
    CHECK(std::ranges::equal(back.model.statistics(), model.statistics()));
  }
}

TEST_CASE("every changed byte and every truncation of a checkpoint is an error") {
  const TemporaryFolder folder;
  const Model model = small_model();
  save_checkpoint(model, full_state(model), "{}", folder.path());
  const auto path = folder.path() / "checkpoint.safetensors";
  const Bytes whole = read_all(path);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    CAPTURE(at);
    Bytes changed = whole;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ (at % 2 == 0 ? 0x20 : 0x01));
    write_all(path, changed);
    CHECK_THROWS_AS(static_cast<void>(load_checkpoint(folder.path())), FormatError);
    write_all(path, std::span(whole).first(at));
    CHECK_THROWS_AS(static_cast<void>(load_checkpoint(folder.path())), FormatError);
  }
}

TEST_CASE("a checkpoint with a number that is not finite is not saved, and the earlier one stays") {
  const TemporaryFolder folder;
  const Model model = small_model();
  const auto path = folder.path() / "checkpoint.safetensors";
  save_checkpoint(model, full_state(model), "{}", folder.path());
  const Bytes before = read_all(path);
  const auto check_refused = [&](const Model& bad_model, const TrainerState& state, const std::string& tensor) {
    const std::string expected =
        "cannot write " + path.string() + ": the tensor " + tensor + " holds a number that is not finite";
    CHECK_THROWS_WITH_AS(save_checkpoint(bad_model, state, "{}", folder.path()), expected.c_str(), NumericError);
    CHECK(read_all(path) == before);
  };
  const float bad = std::numeric_limits<float>::quiet_NaN();
  Model broken = model;
  broken.parameters().back() = bad;
  check_refused(broken, full_state(model), "3.dense.bias");
  TrainerState state = full_state(model);
  state.optimizer_state.back() = bad;
  check_refused(model, state, "optimizer.1");
  state = full_state(model);
  state.best_statistics[0] = bad;
  check_refused(model, state, "best.statistics");
  CHECK_THROWS_AS(save_checkpoint(broken, {}, "{}", folder.path() / "new"), NumericError);
  CHECK(!std::filesystem::exists(folder.path() / "new"));
}

TEST_CASE("a folder without a checkpoint is a FileError that names the file") {
  const TemporaryFolder folder;
  const std::string expected =
      "cannot read " + (folder.path() / "checkpoint.safetensors").string() + ": No such file or directory";
  CHECK_THROWS_WITH_AS(static_cast<void>(load_checkpoint(folder.path())), expected.c_str(), FileError);
  write_text(folder.path() / "file", "");
  CHECK_THROWS_AS(save_checkpoint(small_model(), {}, "{}", folder.path() / "file/sub"), FileError);
}
