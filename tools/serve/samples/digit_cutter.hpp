#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "digitnet/image.hpp"
#include "label_text.hpp"
#include "recognizer.hpp"

namespace digitnet::serve {

inline constexpr std::size_t kMostSentPictures = 200;
inline constexpr std::size_t kMostSentPicture_bytes = 12'000'000;
inline constexpr std::size_t kMostSent_bytes = 64'000'000;

/// A picture, or a ZIP archive of pictures, that a client sent.
struct SentFile {
  std::string name;  ///< as the client calls it; may give the label (label_in_name)
  std::string_view bytes;
};

/// One digit of a picture.
struct CutDigit {
  std::vector<std::uint8_t> png;  ///< the digit with a margin, grey, made here: no byte and no EXIF of what was sent
  Image seen;                     ///< what the network sees: 28x28, light ink on black
  std::optional<int> label;
};

/// The digits of one picture, or why there are none.
struct CutPicture {
  std::string name;
  std::vector<CutDigit> digits;
  int status = 200;     ///< 413, 415, 422 or 503 when the picture is refused
  std::string problem;  ///< then why, a sentence for the client
};

/// Makes digits to train or test with of the pictures that a client sends: by the same recognizer that reads pictures,
/// so that nothing is prepared in two ways. For any number of threads.
class DigitCutter {
 public:
  explicit DigitCutter(Recognizer& recognizer) : recognizer_(recognizer) {}

  /// Gives the digits of every picture to `take`, one after the other; archives are opened. `label` is that of all
  /// pictures; without it each file's name may give one.
  ///
  /// With a label, a picture must show as many digits as it has; a picture with a label of one digit is taken as that
  /// digit even if the model sees none in it, unless it clearly shows several. Without one each digit that is found is
  /// given without a label.
  ///
  /// Throws PictureRefused (413), before any picture is read, for more than kMostSentPictures, those in archives
  /// counted; AccountError (busy) when the recognizer has no room for the first picture.
  void cut(const std::vector<SentFile>& files, const std::optional<LabelText>& label,
           const std::function<void(CutPicture)>& take);

 private:
  Recognizer& recognizer_;
};

}  // namespace digitnet::serve
