#include <fmt/format.h>

#include <iterator>
#include <string>

#include "digitnet/model.hpp"

namespace digitnet {

namespace {

std::string with_commas(std::size_t number) {
  if (number < 1000) return fmt::format("{}", number);
  return fmt::format("{},{:03}", with_commas(number / 1000), number % 1000);
}

}  // namespace

std::size_t parameter_count(const Model& model, std::size_t layer) {
  std::size_t count = 0;
  for (const ParameterInfo& info : model.parameter_infos())
    if (info.layer == layer) count += info.shape.size();
  return count;
}

std::string summary(const Model& model) {
  const std::string rule(58, '-');
  std::string text = fmt::format("{:<26}{:<18}{:>14}\n{}\n", "Layer", "Output shape", "Parameters", rule);
  auto out = std::back_inserter(text);
  fmt::format_to(out, "{:<26}{:<18}{:>14}\n", "input", model.input_shape().to_string(), 0);
  for (std::size_t i = 0; i < model.layers().size(); ++i)
    fmt::format_to(out, "{:<26}{:<18}{:>14}\n", describe(model.layers()[i]), model.output_shape(i).to_string(),
                   with_commas(parameter_count(model, i)));
  const std::size_t trainable = model.parameters().size();
  const std::size_t kept = model.statistics().size();
  fmt::format_to(out, "{}\n", rule);
  fmt::format_to(out, "Parameters: {} (trainable {}, running statistics {})\n", with_commas(trainable + kept),
                 with_commas(trainable), with_commas(kept));
  return text;
}

}  // namespace digitnet
