#include <fmt/format.h>

#include <iterator>
#include <string>

#include "digitnet/model.hpp"

namespace digitnet {

namespace {

std::string with_commas(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::size_t parameter_count(const Model& model, std::size_t layer) {
  const std::string prefix = std::to_string(layer) + ".";
  std::size_t count = 0;
  for (const ParameterInfo& info : model.parameter_infos())
    if (info.name.starts_with(prefix)) count += info.shape.size();
  return count;
}

}  // namespace

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
