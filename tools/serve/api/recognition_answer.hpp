#pragma once

#include <string>

#include "prediction_format.hpp"
#include "recognizer.hpp"
#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

inline constexpr const char* kBusy = "The server has no room for this picture now; try again in a moment.";

/// What was read, as `digitnet predict --json` prints it, with the model's version and the time in header fields; or
/// the problem that the picture was refused with. `name` is what the client calls the picture.
[[nodiscard]] Response recognition_response(const Request& request, const Recognition& recognition,
                                            const std::string& name, const cli::PredictionFormat& format);

/// The line alone; of a refused picture with its error.
[[nodiscard]] std::string recognition_json(const Recognition& recognition, const std::string& name,
                                           const cli::PredictionFormat& format);

/// A problem of a client that asks for more than the server has room for.
[[nodiscard]] Response busy_response(const Request& request);

}  // namespace digitnet::serve
