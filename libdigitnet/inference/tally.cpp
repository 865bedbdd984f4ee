#include "inference/tally.hpp"

#include <algorithm>
#include <utility>

#include "digitnet/error.hpp"
#include "digitnet/predictor.hpp"
#include "model/score.hpp"

namespace digitnet {

namespace {

constexpr int kMostTop = 5;

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

std::vector<ClassFigures> class_figures(const std::vector<std::vector<std::size_t>>& confusion) {
  std::vector<ClassFigures> figures(confusion.size());
  for (std::size_t c = 0; c < confusion.size(); ++c) {
    std::size_t called = 0;
    for (std::size_t other = 0; other < confusion.size(); ++other) {
      called += confusion[other][c];
      figures[c].support += confusion[c][other];
    }
    const std::size_t right = confusion[c][c];
    figures[c].precision = ratio(right, called);
    figures[c].recall = ratio(right, figures[c].support);
    figures[c].f1 = ratio(2 * right, called + figures[c].support);
  }
  return figures;
}

}  // namespace

Tally::Tally(const Dataset& data)
    : data_(data),
      classes_(static_cast<std::size_t>(data.classes())),
      hits_(std::min<std::size_t>(kMostTop, classes_), 0) {
  if (data.empty()) throw ArgumentError("there are no images to evaluate on");
  result_.images = data.size();
  result_.confusion.assign(classes_, std::vector<std::size_t>(classes_, 0));
}

void Tally::add(std::size_t image, std::span<const float> outputs) {
  const int label = data_.label(image);
  const std::vector<int> top = top_k(outputs.first(classes_), static_cast<int>(hits_.size()));
  const float probability = outputs[static_cast<std::size_t>(top[0])];
  const auto rank = static_cast<std::size_t>(std::find(top.begin(), top.end(), label) - top.begin());
  for (std::size_t k = rank; k < hits_.size(); ++k) ++hits_[k];
  ++result_.confusion[static_cast<std::size_t>(label)][static_cast<std::size_t>(top[0])];
  if (rank > 0) result_.mistakes.push_back({image, label, top[0], probability});
  result_.loss += cross_entropy_of(outputs, label);
  answers_.push_back({probability, rank == 0});
}

Evaluation Tally::finish() {
  result_.loss /= static_cast<double>(result_.images);
  for (const std::size_t count : hits_) result_.top_k_accuracy.push_back(ratio(count, result_.images));
  result_.accuracy = result_.top_k_accuracy[0];
  result_.accuracy_interval = wilson_interval(hits_[0], result_.images);
  result_.classes = class_figures(result_.confusion);
  result_.confidence = measure_confidence(std::move(answers_));
  return std::move(result_);
}

}  // namespace digitnet
