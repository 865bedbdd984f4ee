#include "model/network.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <variant>

#include "digitnet/error.hpp"
#include "layers/batch_norm.hpp"
#include "layers/layer.hpp"
#include "tensor/random.hpp"

namespace digitnet {

namespace {

int checked_threads(int threads) {
  if (threads < 0 || threads > 1024)
    throw ArgumentError(fmt::format("threads must be from 0 to 1024: found {}", threads));
  return threads == 0 ? omp_get_max_threads() : threads;
}

int checked_batch(int max_batch) {
  if (max_batch < 1 || max_batch > Network::kLargestBatch)
    throw ArgumentError(fmt::format("batch size must be from 1 to {}: found {}", Network::kLargestBatch, max_batch));
  return max_batch;
}

/// Gradients of shards are summed in blocks of this many floats, so that no result depends on how threads divide them.
constexpr std::size_t kSumBlock = 2048;

Part thread_part() {
  return {omp_get_thread_num(), omp_get_num_threads()};
}

}  // namespace

Network::Network(const Model& model, int max_batch, Purpose purpose, const Execution& execution)
    : kernels_(&kernels(execution.precision, purpose)),
      purpose_(purpose),
      threads_(checked_threads(execution.threads)),
      plan_(make_plan(model, checked_batch(max_batch), purpose, *kernels_)),
      workspace_(plan_.shared_floats + static_cast<std::size_t>(threads_) * plan_.thread_floats) {
  if (purpose == Purpose::inference) {
#pragma omp parallel num_threads(threads_)
    prepare_weights(model);
    return;
  }
  if (execution.keeps_gradients) gradients_ = Storage(model.parameters().size());
  losses_.resize(static_cast<std::size_t>(max_batch));
  hits_.resize(static_cast<std::size_t>(max_batch));
}

/// The larger shards come first: whoever takes the last one is soon done.
void Network::wait_for_team() noexcept {
  barrier_.wait(omp_get_num_threads());
}

Network::Samples Network::shard_samples(int shard, int batch) noexcept {
  const int larger = batch % Plan::kShards;
  const auto bound = [&](int i) { return batch / Plan::kShards * i + std::min(i, larger); };
  return {shard, bound(shard), bound(shard + 1)};
}

float* Network::thread_memory(int thread) noexcept {
  return workspace_.data() + plan_.threads + static_cast<std::size_t>(thread) * plan_.thread_floats;
}

/// Where the slot of `sample` is; thread memory holds the samples of one chunk, from its first.
float* Network::at(const Slot& slot, const Place& place, int sample) noexcept {
  if (place.of_thread) return thread_memory(in_parts_ ? 0 : omp_get_thread_num()) + place.offset;
  return workspace_.data() + place.offset + static_cast<std::size_t>(sample) * slot.shape.size();
}

Pass Network::make_pass(const Model& model, const Step& step, const Samples& samples) noexcept {
  const Slot& in = plan_.slots[step.input];
  const Slot& out = plan_.slots[step.output];
  const auto shard = static_cast<std::size_t>(samples.shard);
  const auto first = static_cast<std::size_t>(samples.first);
  float* memory = workspace_.data();
  Pass pass;
  pass.kernels = kernels_;
  pass.in = &in.shape;
  pass.out = &out.shape;
  pass.samples = samples.last - samples.first;
  pass.training = purpose_ == Purpose::training;
  pass.relu = step.relu;
  pass.pools = step.pools;
  pass.parameters = model.parameters().data() + step.parameters;
  pass.statistics = model.statistics().data() + step.statistics;
  pass.prepared = memory + step.prepared;
  pass.saved = memory + step.saved + shard * step.saved_floats;
  pass.scratch = thread_memory(omp_get_thread_num()) + plan_.thread_scratch;
  pass.indices = reinterpret_cast<std::uint8_t*>(memory + step.indices) + first * step.index_bytes;
  pass.dropout_key = derive_key(dropout_key_, step.layer);
  pass.first_sample = samples.first;
  pass.input = at(in, in.activation, samples.first);
  pass.output = at(out, out.activation, samples.first);
  if (!pass.training) return pass;
  pass.grad_output = at(out, out.gradient, samples.first);
  pass.grad_input = step.input == 0 ? nullptr : at(in, in.gradient, samples.first);
  pass.grad_parameters =
      is_batch_wide(model.layers()[step.layer])
          ? gradients_.data() + step.parameters
          : memory + plan_.shard_gradients + shard * plan_.shard_gradient_floats + step.shard_gradient;
  pass.sink = sink_;
  pass.first_parameter = step.parameters;
  return pass;
}

void Network::forward_steps(const Model& model, const Stage& stage, const Samples& samples, Part part) noexcept {
  for (std::size_t i = stage.first; i < stage.last; ++i) {
    Pass pass = make_pass(model, plan_.steps[i], samples);
    pass.part = part;
    forward(model.layers()[plan_.steps[i].layer], pass);
  }
}

void Network::backward_steps(const Model& model, const Stage& stage, const Samples& samples, Part part) noexcept {
  for (std::size_t i = stage.last; i-- > stage.first;) {
    Pass pass = make_pass(model, plan_.steps[i], samples);
    pass.part = part;
    backward(model.layers()[plan_.steps[i].layer], pass);
  }
}

/// Takes `steps` over the batch: a batch-wide stage in parts, any other in shards, a chunk at a time.
void Network::run_stage(const Model& model, const Stage& stage, int batch, StageSteps steps) noexcept {
  if (stage.batch_wide) {
    (this->*steps)(model, stage, {0, 0, batch}, thread_part());
    wait_for_team();
    return;
  }
#pragma omp for schedule(dynamic, 1) nowait
  for (int shard = 0; shard < Plan::kShards; ++shard) {
    const Samples all = shard_samples(shard, batch);
    for (int first = all.first; first < all.last; first += stage.chunk)
      (this->*steps)(model, stage, {shard, first, std::min(first + stage.chunk, all.last)}, {});
  }
  wait_for_team();
}

/// The first image, every step by all threads together.
void Network::infer_in_parts(const Model& model) noexcept {
  for (const Step& step : plan_.steps) {
    const Layer& layer = model.layers()[step.layer];
    const Part part = divides_forward(layer) ? thread_part() : Part{};
    if (part.count > 1 || omp_get_thread_num() == 0) {
      Pass pass = make_pass(model, step, {0, 0, 1});
      pass.part = part;
      forward(layer, pass);
    }
    wait_for_team();
  }
}

const float* Network::infer(const Model& model, int samples) noexcept {
  in_parts_ = samples == 1 && threads_ > 1;
#pragma omp parallel num_threads(threads_)
  if (in_parts_)
    infer_in_parts(model);
  else
    for (const Stage& stage : plan_.stages) run_stage(model, stage, samples, &Network::forward_steps);
  return workspace_.data() + plan_.slots.back().activation.offset;
}

/// Each thread its part.
void Network::prepare_weights(const Model& model) noexcept {
  for (const Step& step : plan_.steps) {
    Pass pass = make_pass(model, step, {0, 0, 0});
    pass.part = thread_part();
    prepare(model.layers()[step.layer], pass);
  }
  wait_for_team();
}

void Network::start_shard_gradients() noexcept {
  float* shards = workspace_.data() + plan_.shard_gradients;
#pragma omp for schedule(static) nowait
  for (std::size_t shard = 0; shard < Plan::kShards; ++shard)
    std::fill_n(shards + shard * plan_.shard_gradient_floats, plan_.shard_gradient_floats, 0.0f);
}

void Network::compute_loss(std::span<const int> labels, const LossOptions& options) noexcept {
  const Slot& logits = plan_.slots[plan_.logits];
  const int classes = static_cast<int>(logits.shape.size());
  const int batch = static_cast<int>(labels.size());
  const float scale = 1.0f / static_cast<float>(batch);
#pragma omp for schedule(static) nowait
  for (int sample = 0; sample < batch; ++sample) {
    const auto i = static_cast<std::size_t>(sample);
    const float* values = at(logits, logits.activation, sample);
    hits_[i] = std::max_element(values, values + classes) - values == labels[i] ? 1 : 0;
    losses_[i] = kernels_->cross_entropy(classes, values, labels[i], options.label_smoothing, scale,
                                         at(logits, logits.gradient, sample));
  }
  wait_for_team();
  if (omp_get_thread_num() == 0) {
    result_ = {};
    for (std::size_t i = 0; i < labels.size(); ++i) {
      result_.loss += losses_[i];
      result_.correct += hits_[i];
    }
  }
  wait_for_team();
}

/// Adds the shards pairwise, ((0+1)+(2+3))+((4+5)+(6+7)), and hands the sums on.
void Network::sum_shard_gradients(const Model& model) noexcept {
  float* shards = workspace_.data() + plan_.shard_gradients;
  const std::size_t size = plan_.shard_gradient_floats;
  for (const Step& step : plan_.steps) {
    if (is_batch_wide(model.layers()[step.layer])) continue;
#pragma omp for schedule(static) nowait
    for (std::size_t first = 0; first < step.parameter_count; first += kSumBlock) {
      const std::size_t count = std::min(kSumBlock, step.parameter_count - first);
      float* sum = shards + step.shard_gradient + first;
      for (std::size_t distance = 1; distance < Plan::kShards; distance *= 2)
        for (std::size_t shard = 0; shard < Plan::kShards; shard += 2 * distance)
          kernels_->add(count, sum + (shard + distance) * size, sum + shard * size);
      if (sink_ != nullptr)
        sink_->take(step.parameters + first, count, sum);
      else
        std::copy_n(sum, count, gradients_.data() + step.parameters + first);
    }
  }
  wait_for_team();
}

BatchResult Network::differentiate(const Model& model, std::span<const int> labels, const LossOptions& options,
                                   GradientSink* sink) noexcept {
  assert(sink != nullptr || gradients_.size() == model.parameters().size());
  batch_ = static_cast<int>(labels.size());
  dropout_key_ = options.dropout_key;
  sink_ = sink;
#pragma omp parallel num_threads(threads_)
  {
    start_shard_gradients();
    prepare_weights(model);
    for (const Stage& stage : plan_.stages) run_stage(model, stage, batch_, &Network::forward_steps);
    compute_loss(labels, options);
    if (sink == nullptr || std::isfinite(result_.loss)) {
      for (std::size_t i = plan_.stages.size(); i-- > 0;)
        run_stage(model, plan_.stages[i], batch_, &Network::backward_steps);
      sum_shard_gradients(model);
    }
  }
  return result_;
}

void Network::update_statistics(Model& model) const noexcept {
  std::array<int, Plan::kShards> samples{};
  for (int shard = 0; shard < Plan::kShards; ++shard) {
    const Samples range = shard_samples(shard, batch_);
    samples[static_cast<std::size_t>(shard)] = range.last - range.first;
  }
  for (const Step& step : plan_.steps)
    if (const auto* layer = std::get_if<BatchNorm>(&model.layers()[step.layer]))
      move_statistics(*layer, plan_.slots[step.input].shape, {workspace_.data() + step.saved, samples},
                      model.statistics().data() + step.statistics);
}

}  // namespace digitnet
