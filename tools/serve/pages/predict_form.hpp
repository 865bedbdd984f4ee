#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "predict_page.hpp"
#include "recognizer.hpp"
#include "request.hpp"

namespace digitnet::serve {

/// The most that the form takes: all pictures together, one of them, and how many.
inline constexpr std::size_t kMostFormBytes = 64'000'000;
inline constexpr std::size_t kMostPictureBytes = 12'000'000;
inline constexpr std::size_t kMostPictures = 20;

/// Recognition::status of a file without a byte.
inline constexpr int kEmptyFile = 400;

/// A picture that a form sent.
struct FormPicture {
  std::string name;
  std::string bytes;
};

/// What a form sent, or why it is refused.
struct PredictForm {
  std::vector<FormPicture> pictures;
  int status = 200;
  std::string problem;  ///< for the client, where status is not 200
};

/// The pictures in the form of the Recognise page: files called `image`, a `drawing` as
/// base64, so that a browser can send it again, or a `sample` of the gallery by its name.
///
/// Throws FormatError when it is no form.
[[nodiscard]] PredictForm parse_predict_form(const Request& request);

/// What reads pictures, and with which model; null: the one that is served.
struct ReadWith {
  Recognizer& recognizer;
  std::shared_ptr<const ServedModel> model = {};
};

/// Reads all pictures, at least one, and calls `done` once, with answers in their order. False, and no call, when the
/// recognizer's queue is full.
[[nodiscard]] bool read_pictures(const ReadWith& with, std::vector<FormPicture> pictures,
                                 std::function<void(std::vector<ReadPicture>)> done);

}  // namespace digitnet::serve
