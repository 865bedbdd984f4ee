#include "digit_judge.hpp"

#include <algorithm>
#include <iterator>
#include <span>

#include "digitnet/predictor.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kBatch = 64;
constexpr std::size_t kSide_px = 28;
constexpr std::size_t kDigits = 10;

Tensor tensor_of(std::span<const Image> seen) {
  Tensor batch({static_cast<int>(seen.size()), static_cast<int>(kSide_px), static_cast<int>(kSide_px), 1});
  float* value = batch.data();
  for (const Image& image : seen) {
    for (const std::uint8_t pixel : image.pixels) *value++ = static_cast<float>(pixel) / 255.0F;
  }
  return batch;
}

Opinion opinion_of(std::span<const float> outputs, const std::string& model_version) {
  const auto digits = outputs.first(kDigits);
  const auto best = std::ranges::max_element(digits);
  return {static_cast<int>(std::distance(digits.begin(), best)), *best, model_version};
}

}  // namespace

std::vector<Opinion> judge_digits(const ServedModel& model, const std::vector<Image>& seen) {
  std::vector<Opinion> opinions;
  if (seen.empty()) return opinions;
  Predictor predictor(model.models.digits, static_cast<int>(std::min(kBatch, seen.size())));
  for (std::size_t first = 0; first < seen.size(); first += kBatch) {
    const auto batch = std::span(seen).subspan(first, std::min(kBatch, seen.size() - first));
    const Tensor images = tensor_of(batch);
    const std::span<const float> outputs = predictor.outputs(images.view());
    const std::size_t classes = outputs.size() / batch.size();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      opinions.push_back(opinion_of(outputs.subspan(i * classes, classes), model.version));
    }
  }
  return opinions;
}

}  // namespace digitnet::serve
