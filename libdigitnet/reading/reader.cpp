#include "digitnet/reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "digitnet/predictor.hpp"

namespace digitnet {

std::string ReadLine::text() const {
  std::string text;
  for (const ReadDigit& digit : digits) text += static_cast<char>('0' + digit.label);
  return text;
}

std::string Reading::text() const {
  std::string text;
  for (const ReadLine& line : lines) {
    if (&line != &lines.front()) text += '\n';
    text += line.text();
  }
  return text;
}

struct Reader::State {
  const Model& model;
  Predictor predictor;
};

Reader::Reader(const Model& model, Precision precision) {
  if (model.input_shape() != Shape{28, 28, 1} || model.classes() < 10 || model.classes() > 11) {
    throw ShapeError(fmt::format("a reader's model takes (28, 28, 1) to 10 or 11 classes: this one {} to {}",
                                 model.input_shape().to_string(), model.classes()));
  }
  state_ = std::make_unique<State>(State{model, Predictor(model, 1, 1, precision)});
}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reading Reader::read(const Image& picture, const ReadingOptions& /*options*/) {
  NormalizedDigit digit;
  try {
    digit = normalize_digit(picture);
  } catch (const FormatError&) {
    return {{}, 1};
  }
  const auto outputs = state_->predictor.outputs(to_tensor(digit.image).view());
  ReadDigit read;
  read.probabilities.assign(outputs.begin(), outputs.begin() + 10);
  read.label = top_k(read.probabilities, 1).front();
  read.probability = read.probabilities[static_cast<std::size_t>(read.label)];
  read.box = digit.box;
  read.seen = std::move(digit.image);
  ReadLine line{{read}, read.box, read.probability, {}};
  return {{line}, read.probability};
}

}  // namespace digitnet
