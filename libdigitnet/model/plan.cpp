#include "model/plan.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "layers/conv.hpp"
#include "layers/layer.hpp"

namespace digitnet {

namespace {

/// What the activations of one chunk may take, so that they stay in a core's L2 cache.
constexpr std::size_t kChunkBytes = 1800 * 1024;

/// Hands out one block after another, each aligned to and followed by a cache line.
class Layout {
 public:
  std::size_t take(std::size_t floats) {
    const std::size_t at = size_;
    constexpr std::size_t line = Storage::kAlignment_bytes / sizeof(float);
    size_ += (floats + line - 1) / line * line + line;
    return at;
  }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

class Planner {
 public:
  Planner(const Model& model, int max_batch, Purpose purpose, const Kernels& kernels)
      : model_(model), kernels_(kernels), training_(purpose == Purpose::training) {
    plan_.max_batch = max_batch;
  }

  Plan run() {
    list_steps();
    group_stages();
    place_slots();
    place_steps();
    plan_.threads = plan_.shared_floats = shared_.size();
    plan_.thread_floats = thread_.size();
    return std::move(plan_);
  }

 private:
  [[nodiscard]] std::size_t batch() const { return static_cast<std::size_t>(plan_.max_batch); }

  [[nodiscard]] const Layer& layer(const Step& step) const { return model_.layers()[step.layer]; }

  [[nodiscard]] bool is_left_out(std::size_t i) const {
    if (training_) return i + 1 == model_.layers().size();  // the loss computes the last Softmax
    return std::holds_alternative<Dropout>(model_.layers()[i]);
  }

  /// A ReLU joins a convolution; and a dense layer, whose backward pass would need it masked before it is shared
  /// among threads, when there is no backward pass.
  [[nodiscard]] bool joins_relu(const Step& step) const {
    const bool wanted =
        std::holds_alternative<Conv>(layer(step)) || (std::holds_alternative<Dense>(layer(step)) && !training_);
    return wanted && step.layer + 1 < model_.layers().size() &&
           std::holds_alternative<Relu>(model_.layers()[step.layer + 1]);
  }

  /// The layer behind those that make up `step`, null behind the last.
  [[nodiscard]] const Layer* next_layer(const Step& step) const {
    const std::size_t next = step.layer + (step.relu ? 2 : 1);
    return next < model_.layers().size() ? &model_.layers()[next] : nullptr;
  }

  /// Max pooling joins a convolution whose kernel can pool.
  [[nodiscard]] bool joins_pool(const Step& step) const {
    const auto* conv = std::get_if<Conv>(&layer(step));
    const Layer* next = next_layer(step);
    const auto* pool = next != nullptr ? std::get_if<MaxPool>(next) : nullptr;
    return conv != nullptr && pool != nullptr && can_pool(*conv, plan_.slots[step.input].shape, *pool, kernels_);
  }

  [[nodiscard]] bool in_place(const Step& step) const {
    if (!works_in_place(layer(step)) || step.input == 0) return false;
    return plan_.steps.empty() || !std::holds_alternative<Softmax>(layer(plan_.steps.back()));
  }

  void list_steps() {
    plan_.slots.push_back({model_.input_shape(), {}, {}});
    std::size_t parameters = 0;
    std::size_t statistics = 0;
    for (std::size_t i = 0; i < model_.layers().size(); ++i) {
      Step step{.layer = i, .input = plan_.slots.size() - 1, .parameters = parameters, .statistics = statistics};
      const Shape& in = i == 0 ? model_.input_shape() : model_.output_shape(i - 1);
      for (const ParameterSpec& spec : parameter_specs(model_.layers()[i], in))
        (spec.trainable ? parameters : statistics) += spec.shape.size();
      step.parameter_count = parameters - step.parameters;
      if (is_left_out(i)) continue;
      step.relu = joins_relu(step);
      step.pools = joins_pool(step);
      i += (step.relu ? 1U : 0U) + (step.pools ? 1U : 0U);  // to the last layer of the step
      if (!in_place(step)) plan_.slots.push_back({model_.output_shape(i), {}, {}});
      step.output = plan_.slots.size() - 1;
      plan_.steps.push_back(step);
    }
    plan_.logits = plan_.slots.size() - 1;
  }

  void group_stages() {
    for (std::size_t i = 0; i < plan_.steps.size(); ++i) {
      const bool batch_wide = is_batch_wide(layer(plan_.steps[i]));
      if (plan_.stages.empty() || batch_wide || plan_.stages.back().batch_wide)
        plan_.stages.push_back({.first = i, .last = i, .batch_wide = batch_wide});
      plan_.stages.back().last = i + 1;
    }
    for (Stage& stage : plan_.stages) stage.chunk = chunk_of(stage);
  }

  [[nodiscard]] int chunk_of(const Stage& stage) const {
    if (stage.batch_wide) return plan_.max_batch;
    const int shard = (plan_.max_batch + Plan::kShards - 1) / Plan::kShards;
    std::size_t sample_bytes = 0;
    for (std::size_t i = stage.first; i < stage.last; ++i) {
      const Step& step = plan_.steps[i];
      if (training_ && needs_whole_shard(layer(step))) return shard;
      sample_bytes += plan_.slots[step.output].shape.size() * sizeof(float) * (training_ ? 2 : 1);
    }
    return std::clamp(static_cast<int>(kChunkBytes / std::max<std::size_t>(sample_bytes, 1)), 1, shard);
  }

  /// Whether the slot is written in one stage and read in another, or by the caller.
  [[nodiscard]] std::vector<bool> slots_between_stages() const {
    std::vector<bool> between(plan_.slots.size(), false);
    between.front() = between.back() = true;
    for (const Stage& stage : plan_.stages) {
      between[plan_.steps[stage.first].input] = true;
      between[plan_.steps[stage.last - 1].output] = true;
    }
    return between;
  }

  /// Slots of threads alternate between two blocks: a step reads one and writes the other.
  void place_slots() {
    const std::vector<bool> between = slots_between_stages();
    std::array<std::size_t, 2> largest{};
    for (const Stage& stage : plan_.stages)
      for (std::size_t i = stage.first; i < stage.last; ++i) {
        const std::size_t slot = plan_.steps[i].output;
        const std::size_t chunk = plan_.slots[slot].shape.size() * static_cast<std::size_t>(stage.chunk);
        if (!between[slot]) largest[slot % 2] = std::max(largest[slot % 2], chunk);
      }
    const std::array<std::size_t, 2> blocks{thread_.take(largest[0]), thread_.take(largest[1])};
    for (std::size_t i = 0; i < plan_.slots.size(); ++i) {
      Slot& slot = plan_.slots[i];
      const std::size_t floats = batch() * slot.shape.size();
      const Place of_thread{true, blocks[i % 2]};
      slot.activation = between[i] || training_ ? Place{false, shared_.take(floats)} : of_thread;
      if (training_) slot.gradient = between[i] ? Place{false, shared_.take(i == 0 ? 0 : floats)} : of_thread;
    }
  }

  void place_steps() {
    std::size_t scratch = 0;
    for (Step& step : plan_.steps) {
      const MemoryNeeds needs =
          memory_needs(layer(step), plan_.slots[step.input].shape,
                       {kernels_, training_ ? Purpose::training : Purpose::inference, plan_.max_batch});
      scratch = std::max(scratch, needs.kernels.scratch_floats);
      step.prepared = shared_.take(needs.kernels.prepared_floats);
      if (!training_) continue;
      step.saved_floats = needs.saved_floats;
      step.saved = shared_.take(needs.saved_floats * Plan::kShards);
      step.index_bytes = step.pools ? plan_.slots[step.output].shape.size() : needs.index_bytes;
      step.indices = shared_.take((step.index_bytes * batch() + sizeof(float) - 1) / sizeof(float));
      if (is_batch_wide(layer(step))) continue;
      step.shard_gradient = plan_.shard_gradient_floats;
      plan_.shard_gradient_floats += step.parameter_count;
    }
    plan_.thread_scratch = thread_.take(scratch);
    if (training_) plan_.shard_gradients = shared_.take(plan_.shard_gradient_floats * Plan::kShards);
  }

  const Model& model_;
  const Kernels& kernels_;
  bool training_;
  Plan plan_;
  Layout shared_;
  Layout thread_;
};

}  // namespace

Plan make_plan(const Model& model, int max_batch, Purpose purpose, const Kernels& kernels) {
  return Planner(model, max_batch, purpose, kernels).run();
}

}  // namespace digitnet
