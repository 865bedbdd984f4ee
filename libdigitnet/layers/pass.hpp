#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "digitnet/layers.hpp"
#include "digitnet/shape.hpp"
#include "kernels/kernels.hpp"

namespace digitnet {

/// One array that a layer owns.
struct ParameterSpec {
  std::string role;  ///< `weight`, `bias`, `gamma`, `beta`, `mean` or `variance`
  Shape shape;
  bool trainable;
  float start;   ///< every value's, unless `limit` is above 0
  double limit;  ///< drawn uniformly over [-limit, limit]
};

/// What the memory of a layer depends on beside its shapes.
struct Use {
  const Kernels& kernels;
  Purpose purpose;
  int batch;  ///< samples at most at a time
};

/// The memory that a layer wants beside its input and output.
struct MemoryNeeds {
  KernelMemory kernels{};
  std::size_t saved_floats = 0;  ///< for each shard, from forward to backward
  std::size_t index_bytes = 0;   ///< for each sample, from forward to backward
};

/// Takes gradients as they are finished, so that nobody needs to keep them.
class GradientSink {
 public:
  /// Parameters [first, first + count) of the model have this gradient, and their values are not read any more until
  /// the next forward pass. Called by several threads, for each parameter once; how parameters are divided among the
  /// calls does not depend on the number of threads.
  virtual void take(std::size_t first, std::size_t count, const float* gradient) noexcept = 0;

 protected:
  GradientSink() = default;
  GradientSink(const GradientSink&) = default;
  GradientSink& operator=(const GradientSink&) = default;
  ~GradientSink() = default;
};

/// What one layer works on: `samples` samples, one after another in every buffer.
///
/// A layer for which is_batch_wide() holds gets the whole batch and computes its `part` of every result; any other
/// gets some samples of one shard, or, when predicting, its part of one sample if divides_forward() holds.
struct Pass {
  const Kernels* kernels = nullptr;
  const Shape* in = nullptr;  ///< of one sample
  const Shape* out = nullptr;
  int samples = 0;
  Part part;
  bool training = false;
  bool relu = false;                  ///< max(., 0) is taken together with this layer
  bool pools = false;                 ///< 2x2 max pooling likewise, behind it
  const float* parameters = nullptr;  ///< the layer's, in the order of its specs
  const float* statistics = nullptr;  ///< likewise, those not trained
  float* prepared = nullptr;
  float* saved = nullptr;           ///< of this shard
  float* scratch = nullptr;         ///< of this thread
  std::uint8_t* indices = nullptr;  ///< of these samples
  std::uint64_t dropout_key = 0;    ///< of this layer in this step
  std::int64_t first_sample = 0;    ///< of these, in the batch

  const float* input = nullptr;
  float* output = nullptr;  ///< may be `input` where works_in_place() holds

  // Backward only.
  float* grad_output = nullptr;      ///< may be changed
  float* grad_input = nullptr;       ///< null when nobody wants it; may be grad_output where works_in_place()
  float* grad_parameters = nullptr;  ///< added to; a batch-wide layer overwrites its part instead
  GradientSink* sink = nullptr;      ///< unless null, a batch-wide layer's gradient goes there
  std::size_t first_parameter = 0;   ///< the number that the layer's first parameter has there
};

}  // namespace digitnet
