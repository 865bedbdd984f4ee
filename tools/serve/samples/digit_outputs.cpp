#include "digit_outputs.hpp"

#include <algorithm>

#include "digitnet/predictor.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kSide_px = 28;

Tensor tensor_of(std::span<const Image> seen) {
  Tensor batch({static_cast<int>(seen.size()), static_cast<int>(kSide_px), static_cast<int>(kSide_px), 1});
  float* value = batch.data();
  for (const Image& image : seen) {
    for (const std::uint8_t pixel : image.pixels) *value++ = static_cast<float>(pixel) / 255.0F;
  }
  return batch;
}

}  // namespace

void each_digit_output(const Model& model, const std::vector<Image>& seen,
                       const std::function<void(std::size_t, std::span<const float>)>& take) {
  if (seen.empty()) return;
  Predictor predictor(model, static_cast<int>(std::min(kBatch, seen.size())));
  for (std::size_t first = 0; first < seen.size(); first += kBatch) {
    const auto batch = std::span(seen).subspan(first, std::min(kBatch, seen.size() - first));
    const Tensor images = tensor_of(batch);
    const std::span<const float> outputs = predictor.outputs(images.view());
    const std::size_t classes = outputs.size() / batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) take(first + i, outputs.subspan(i * classes, classes));
  }
}

}  // namespace digitnet::serve
