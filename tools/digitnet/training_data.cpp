#include "training_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <utility>
#include <vector>

#include "data_source.hpp"
#include "digitnet/error.hpp"
#include "digitnet/synthesis.hpp"
#include "real_non_digits.hpp"

namespace digitnet::cli {
namespace {

// Streams of random numbers other than the trainer's.
constexpr std::uint64_t kDigits = 0x64;
constexpr std::uint64_t kNonDigits = 0x6e;
constexpr std::uint64_t kLineWindows = 0x77;
constexpr std::uint64_t kRepeats = 0x72;
constexpr std::uint64_t kMix = 0x6d;

/// Windows of lines of digits in the place of digits; those to validate on, a thirtieth as many, show other digits.
RunData make_line_windows(const RunData& digits, const TrainSettings& settings) {
  const auto count = static_cast<std::size_t>(settings.line_windows);
  const std::uint64_t key = settings.seed ^ kLineWindows;
  RunData windows{synthesize_line_windows(digits.train, count, key), {}};
  if (!digits.validation.empty()) {
    windows.validation = synthesize_line_windows(digits.validation, std::max<std::size_t>(1, count / 30), ~key);
  }
  return windows;
}

/// What is no digit: made of the digits and of signs that are drawn, and, two in five, written by people.
Dataset non_digits(const Dataset& digits, std::size_t count, std::uint64_t seed) {
  constexpr double kRealShare = 0.4;
  const auto real = static_cast<std::size_t>(kRealShare * static_cast<double>(count));
  return join(synthesize_non_digits(digits, count - real, seed), vary_images(load_real_non_digits(), real, seed));
}

/// With the images that are drawn to be learnt from; what is no digit is made of the given ones alone.
Dataset add_drawn(Dataset train, const TrainSettings& settings) {
  Dataset result = train;
  if (settings.synthetic_digits > 0) {
    result = join(
        result, synthesize_digits(train, static_cast<std::size_t>(settings.synthetic_digits), settings.seed ^ kDigits));
  }
  if (settings.non_digits > 0) {
    result = join(result, non_digits(train, static_cast<std::size_t>(settings.non_digits), settings.seed ^ kNonDigits));
  }
  return result;
}

/// `count` of the images, drawn at random, none twice.
Dataset draw_some(const Dataset& data, std::size_t count, std::uint64_t seed) {
  if (count >= data.size()) return data;
  std::vector<std::size_t> order(data.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937_64 random(seed ^ kMix);
  const std::size_t image_bytes = data.image_shape().size();
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  pixels.reserve(count * image_bytes);
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(order[i], order[i + random() % (order.size() - i)]);
    const auto image = data.image(order[i]);
    pixels.insert(pixels.end(), image.begin(), image.end());
    labels.push_back(data.label(order[i]));
  }
  return {data.image_shape(), std::move(pixels), std::move(labels), data.classes()};
}

Dataset load_fitted(const std::string& name, const Model& model) {
  SourceData source = load_data(name, Part::train);
  report_left_out(source.skipped);
  FittedData fitted = fit_to_input(std::move(source.data), model.input_shape());
  report_left_out(fitted);
  return std::move(fitted.data);
}

/// With images of what the model knew before, so that it is not forgotten: for each third one of what is no digit,
/// where it knows that, too.
Dataset mix(const Dataset& train, const TrainSettings& settings, const Model& model) {
  const auto count = static_cast<std::size_t>(settings.mix_images);
  const Dataset others = load_fitted(settings.mix, model);
  Dataset result = join(train, draw_some(others, count, settings.seed));
  if (model.classes() == kNonDigit + 1 && settings.non_digits == 0) {
    result = join(result, non_digits(others, count / 3, settings.seed ^ kNonDigits));
  }
  return result;
}

Dataset repeat(const Dataset& train, const TrainSettings& settings) {
  if (settings.repeat == 1) return train;
  const auto more = static_cast<std::size_t>(settings.repeat - 1) * train.size();
  return join(train, vary_images(train, more, settings.seed ^ kRepeats));
}

RunData split_data(const TrainSettings& settings, const Model& model) {
  Dataset data = load_fitted(settings.data, model);
  if (!settings.validation.empty()) return {std::move(data), load_fitted(settings.validation, model)};
  auto [train, validation] = split(data, settings.validation_split);
  return {std::move(train), std::move(validation)};
}

}  // namespace

RunData load_run_data(const TrainSettings& settings, const Model& model) {
  if ((settings.non_digits > 0 || settings.line_windows > 0) && model.classes() != kNonDigit + 1) {
    throw ArgumentError(fmt::format("{}: a model of {} outputs, expected {} as --arch reader has",
                                    settings.non_digits > 0 ? "--non-digits" : "--line-windows", model.classes(),
                                    kNonDigit + 1));
  }
  RunData data = split_data(settings, model);
  if (settings.line_windows > 0) return make_line_windows(data, settings);
  data.train = add_drawn(repeat(data.train, settings), settings);
  if (!settings.mix.empty()) data.train = mix(data.train, settings, model);
  return data;
}

}  // namespace digitnet::cli
