#include "answerer.hpp"

#include <fmt/format.h>

#include <exception>
#include <new>

#include "confidence_option.hpp"
#include "debug_image.hpp"
#include "digitnet/error.hpp"
#include "output_path.hpp"
#include "picture_source.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

constexpr int kLabels = 10;

void check_arguments(const PredictArguments& arguments) {
  if (arguments.top < 1 || arguments.top > kLabels) {
    throw ArgumentError(fmt::format("--top: {}, expected 1 to {}", arguments.top, kLabels));
  }
  if (arguments.lines && *arguments.lines < 1) {
    throw ArgumentError(fmt::format("--lines: {}, expected 1 or more, or no number", *arguments.lines));
  }
  check_min_confidence(arguments.min_confidence);
}

ReadingOptions reading_options(const PredictArguments& arguments) {
  check_arguments(arguments);
  ReadingOptions options;
  options.lines = arguments.lines.value_or(0);
  try {
    if (arguments.digits) options.pattern = NumberPattern::of_length(*arguments.digits);
    if (!arguments.pattern.empty()) options.pattern = NumberPattern::parse(arguments.pattern);
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("{}: {}", arguments.digits ? "--digits" : "--pattern", error.what()));
  }
  return options;
}

}  // namespace

Answerer::Answerer(const PredictArguments& arguments)
    : arguments_(arguments),
      options_(reading_options(arguments)),
      format_{arguments.top, arguments.min_confidence, arguments.pattern.empty() ? std::nullopt : options_.pattern} {}

Answer Answerer::answer(Reader& reader, const ListedPicture& picture) const noexcept {
  PictureReading reading{picture.name, {}, picture.error};
  if (picture.error.empty()) {
    try {
      reading.reading = read(reader, picture.name);
    } catch (const std::bad_alloc&) {
      reading.error = picture.name + ": out of memory";
    } catch (const std::exception& error) {
      reading.error = error.what();
    }
  }
  return {outcome(reading), text(reading), reading.error};
}

Reading Answerer::read(Reader& reader, const std::string& name) const {
  const Image picture = load_picture(name);
  Reading reading = reader.read(picture, options_);
  if (!arguments_.debug_image.empty()) {
    write_file(arguments_.debug_image, debug_image(picture, reading, format_.min_confidence));
  }
  return reading;
}

Outcome Answerer::outcome(const PictureReading& reading) const {
  if (!reading.error.empty()) return Outcome::unread;
  const bool answered = !reading.reading.lines.empty() && is_sure(reading, format_.min_confidence);
  return answered ? Outcome::answered : Outcome::unanswered;
}

std::string Answerer::text(const PictureReading& reading) const {
  if (arguments_.json) {
    return json_line(reading, format_);
  }
  if (arguments_.csv.empty()) {
    return reading.error.empty() ? text_lines(reading, format_) : "";
  }
  if (into_table(arguments_) || !output_is_terminal()) {
    return csv_row(reading, format_);
  }
  return csv_row({printable(reading.image), reading.reading, printable(reading.error)}, format_);
}

}  // namespace digitnet::cli
