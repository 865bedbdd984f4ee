#pragma once

#include <string>

#include "digitnet/reader.hpp"
#include "picture_crew.hpp"
#include "picture_list.hpp"
#include "predict_arguments.hpp"
#include "prediction_format.hpp"

namespace digitnet::cli {

/// Reads pictures and says what stands in them, in the form that was asked for. For any number of threads, each with a
/// reader of its own.
class Answerer {
 public:
  /// Uses `arguments` until it goes. Throws ArgumentError that names the option when one is out of range.
  explicit Answerer(const PredictArguments& arguments);

  [[nodiscard]] const PredictionFormat& format() const { return format_; }
  /// With --debug-image it also writes that file.
  [[nodiscard]] Answer answer(Reader& reader, const ListedPicture& picture) const noexcept;

 private:
  [[nodiscard]] Reading read(Reader& reader, const std::string& name) const;
  [[nodiscard]] Outcome outcome(const PictureReading& reading) const;
  [[nodiscard]] std::string text(const PictureReading& reading) const;

  const PredictArguments& arguments_;
  ReadingOptions options_;
  PredictionFormat format_;
};

}  // namespace digitnet::cli
