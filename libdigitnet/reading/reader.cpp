#include "digitnet/reader.hpp"

#include <fmt/format.h>

#include "digitnet/error.hpp"
#include "reading/line_reader.hpp"
#include "reading/page_reader.hpp"

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
  Scorers scorers;
};

Reader::Reader(const Model& model, Precision precision) {
  if (model.input_shape() != Shape{28, 28, 1} || model.classes() < 10 || model.classes() > 11) {
    throw ShapeError(fmt::format("a reader's model takes (28, 28, 1) to 10 or 11 classes: this one {} to {}",
                                 model.input_shape().to_string(), model.classes()));
  }
  state_ = std::make_unique<State>(State{{DigitScorer(model, precision), std::nullopt}});
}

Reader::Reader(const Model& model, const Model& lines, Precision precision) : Reader(model, precision) {
  if (lines.input_shape() != Shape{28, 28, 1} || lines.classes() != 11) {
    throw ShapeError(fmt::format("a reader's model of lines takes (28, 28, 1) to 11 classes: this one {} to {}",
                                 lines.input_shape().to_string(), lines.classes()));
  }
  state_->scorers.windows.emplace(lines, precision);
}

Reader::~Reader() = default;
Reader::Reader(Reader&&) noexcept = default;
Reader& Reader::operator=(Reader&&) noexcept = default;

Reading Reader::read(const Image& picture, const ReadingOptions& options) {
  return read_page(picture, state_->scorers, options);
}

}  // namespace digitnet
