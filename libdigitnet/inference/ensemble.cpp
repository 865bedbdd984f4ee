#include "digitnet/ensemble.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "digitnet/error.hpp"
#include "inference/tally.hpp"
#include "inference/views.hpp"
#include "model/score.hpp"

namespace digitnet {

namespace {

static_assert(kViews.size() == Ensemble::kMostViews);

const std::vector<const Model*>& validated(const std::vector<const Model*>& models, const EnsembleOptions& options) {
  if (models.empty()) throw ArgumentError("an ensemble needs at least one model");
  if (options.views < 1 || options.views > Ensemble::kMostViews)
    throw ArgumentError(fmt::format("views must be from 1 to {}: found {}", Ensemble::kMostViews, options.views));
  const Model& first = *models.front();
  for (const Model* model : models)
    if (model->input_shape() != first.input_shape() || model->classes() != first.classes())
      throw ShapeError(fmt::format(
          "the models of an ensemble take the same and tell the same apart: expected {} and {} "
          "outputs as of the first, found {} and {}",
          first.input_shape().to_string(), first.classes(), model->input_shape().to_string(), model->classes()));
  return models;
}

}  // namespace

struct Ensemble::State {
  State(std::vector<const Model*> given, const EnsembleOptions& chosen)
      : models(validated(given, chosen)), options(chosen) {
    for (const Model* model : models)
      predictors.emplace_back(*model, options.max_batch, options.threads, options.precision);
    const auto batch = static_cast<std::size_t>(options.max_batch);
    seen.resize(batch * models.front()->input_shape().size());
    averages.resize(batch * static_cast<std::size_t>(models.front()->classes()));
  }

  /// The images, which fit, as they look from there.
  TensorView look_at(TensorView images, const View& view) {
    const Shape& shape = models.front()->input_shape();
    for (int i = 0; i < images.shape[0]; ++i) {
      const std::size_t first = static_cast<std::size_t>(i) * shape.size();
      look(images.data + first, shape, view, seen.data() + first);
    }
    return {seen.data(), images.shape};
  }

  /// Adds the share of one view to the averages; the number of them.
  std::size_t add(TensorView images) {
    const auto share = 1.0f / static_cast<float>(static_cast<std::size_t>(options.views) * models.size());
    std::size_t size = 0;
    for (Predictor& predictor : predictors) {
      const std::span<const float> found = predictor.outputs(images);
      for (std::size_t i = 0; i < found.size(); ++i) averages[i] += share * found[i];
      size = found.size();
    }
    return size;
  }

  std::vector<const Model*> models;
  EnsembleOptions options;
  std::vector<Predictor> predictors;
  std::vector<float> seen;
  std::vector<float> averages;
};

Ensemble::Ensemble(std::vector<const Model*> models, const EnsembleOptions& options)
    : state_(std::make_unique<State>(std::move(models), options)) {}
Ensemble::~Ensemble() = default;
Ensemble::Ensemble(Ensemble&&) noexcept = default;
Ensemble& Ensemble::operator=(Ensemble&&) noexcept = default;

const Model& Ensemble::first_model() const {
  return *state_->models.front();
}

int Ensemble::max_batch() const {
  return state_->options.max_batch;
}

std::span<const float> Ensemble::outputs(TensorView images) {
  std::ranges::fill(state_->averages, 0.0f);
  // The first view is the images themselves, which the predictors check.
  const std::size_t size = state_->add(images);
  for (std::size_t view = 1; view < static_cast<std::size_t>(state_->options.views); ++view)
    state_->add(state_->look_at(images, kViews[view]));
  return std::span(state_->averages).first(size);
}

Prediction Ensemble::predict(TensorView image) {
  if (image.shape.rank() == 3) image.shape = Shape{1, image.shape[0], image.shape[1], image.shape[2]};
  const std::span<const float> found = outputs(image);
  if (image.shape[0] != 1)
    throw ShapeError(fmt::format("one image is predicted at a time: found {}", image.shape.to_string()));
  const auto best = std::ranges::max_element(found);
  return {static_cast<int>(best - found.begin()), *best, {found.begin(), found.end()}};
}

Evaluation evaluate(Ensemble& ensemble, const Dataset& data) {
  Tally tally(data);
  check_fits(ensemble.first_model(), data);
  const Shape& shape = data.image_shape();
  const auto outputs = static_cast<std::size_t>(ensemble.first_model().classes());
  const auto batch = static_cast<std::size_t>(ensemble.max_batch());
  std::vector<float> images(batch * shape.size());
  for (std::size_t first = 0; first < data.size(); first += batch) {
    const std::size_t count = std::min(batch, data.size() - first);
    for (std::size_t i = 0; i < count; ++i) copy_image(data, first + i, images.data() + i * shape.size());
    const auto found = ensemble.outputs({images.data(), {static_cast<int>(count), shape[0], shape[1], shape[2]}});
    for (std::size_t i = 0; i < count; ++i) tally.add(first + i, found.subspan(i * outputs, outputs));
  }
  return tally.finish();
}

}  // namespace digitnet
