#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "digitnet/image.hpp"

namespace digitnet::serve {

/// How a digit came to be kept.
enum class SampleSource {
  upload,
  drawing,
  correction,  ///< of an answer that was wrong
};

/// `upload`, `drawing`, `correction`: as in the database and the interface.
[[nodiscard]] std::string_view name_of(SampleSource source);
[[nodiscard]] std::optional<SampleSource> sample_source_named(std::string_view name);

/// What a model says of a digit.
struct Opinion {
  int label = 0;
  double probability = 0;
  std::string model_version;
};

/// A digit is doubtful when the model is at least so sure that it is another one than its label says.
inline constexpr double kDoubtfulFrom = 0.9;
[[nodiscard]] bool is_doubtful(std::optional<int> label, const Opinion& opinion);

/// One handwritten digit that a user keeps, to train and test with.
///
/// Kept are two pictures of it: a PNG of the digit as it was written, grey and at most kMostSampleSide_px long, for
/// people; and in its row the 28x28 pixels that the network saw (ReadDigit::seen), for training. So a model learns
/// exactly what it will be asked, and training reads no file. Nothing else of what was sent is kept.
struct Sample {
  std::string id;
  std::string owner;
  std::int64_t number = 0;         ///< counts up for each owner: the order in which they came
  std::string sha256;              ///< of the PNG; an owner has each picture once
  std::optional<int> label;        ///< 0 to 9; none yet
  std::optional<int> other_label;  ///< that the same picture was sent with later: one of the two is wrong
  SampleSource source = SampleSource::upload;
  std::string file_name;      ///< as the client called it: to be shown, never a path
  std::int64_t bytes = 0;     ///< of the PNG
  bool is_held_back = false;  ///< for testing: never trained with (held_back.hpp)
  Opinion opinion;
  Time created_at;

  [[nodiscard]] bool is_doubtful() const { return serve::is_doubtful(label, opinion); }
};

/// What training and testing take.
struct TrainingSample {
  std::string id;
  int label = 0;
  bool is_held_back = false;
  Image seen;  ///< 28x28, light ink on black
};

inline constexpr int kMostSampleSide_px = 256;

}  // namespace digitnet::serve
