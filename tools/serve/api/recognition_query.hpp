#pragma once

#include <string>
#include <string_view>

#include "digitnet/reader.hpp"
#include "prediction_format.hpp"

namespace digitnet::serve {

/// What the query of a recognition asks for.
struct RecognitionQuery {
  ReadingOptions options;
  std::string options_text;      ///< equal for equal options
  cli::PredictionFormat format;  ///< as `digitnet predict` shows it with the same options
};

/// Reads `digits=N`, `pattern=P`, `lines=N`, `min_confidence=C`, `top=K` and `debug=1`, which mean what the options of
/// `digitnet predict` do; `debug=1` shows what the network saw.
///
/// Throws ArgumentError, a sentence for the client, for an unknown or repeated parameter or a value out of its range,
/// and FormatError for a query that cannot be read.
[[nodiscard]] RecognitionQuery parse_recognition_query(std::string_view query);

}  // namespace digitnet::serve
