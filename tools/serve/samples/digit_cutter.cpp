#include "digit_cutter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

#include "account_error.hpp"
#include "digit_crop.hpp"
#include "digitnet/error.hpp"
#include "picture_admission.hpp"
#include "picture_archive.hpp"

namespace digitnet::serve {
namespace {

using namespace std::chrono_literals;

constexpr float kClear = 0.9F;
constexpr std::size_t kMostDigitsOfPicture = kMostLabelDigits;

/// Why one picture among others is not taken.
struct Refused {
  int status;
  std::string problem;
  bool is_about_label = false;
};

std::vector<ReadDigit> digits_of(const Reading& reading) {
  std::vector<ReadDigit> digits;
  for (const ReadLine& line : reading.lines) digits.insert(digits.end(), line.digits.begin(), line.digits.end());
  return digits;
}

bool are_clear(const std::vector<ReadDigit>& digits) {
  return std::ranges::all_of(digits, [](const ReadDigit& digit) { return digit.probability >= kClear; });
}

std::string counted(std::size_t digits) {
  return digits == 1 ? "1 digit" : fmt::format("{} digits", digits);
}

/// One picture on its way to digits.
class Cut {
 public:
  Cut(Recognizer& recognizer, std::string_view bytes, bool continues)
      : recognizer_(recognizer), bytes_(bytes), continues_(continues) {}

  std::vector<CutDigit> with_label(const LabelText& label) {
    std::vector<ReadDigit> digits = read({});
    const std::size_t found = digits.size();
    if (found > label.size() && are_clear(digits)) refuse_count(label, found);
    if (found != label.size()) digits = read(as_many(label));
    if (digits.size() == label.size()) return labelled(digits, label);
    if (label.size() != 1) refuse_count(label, found);
    return {whole_ink(label.front() - '0')};
  }

  std::vector<CutDigit> without_label() {
    const std::vector<ReadDigit> digits = read({});
    if (digits.empty()) throw Refused{422, "No digit was found in the picture. Say which one it shows to keep it."};
    if (digits.size() > kMostDigitsOfPicture) {
      throw Refused{
          422, fmt::format("The picture shows {} digits; at most {} are taken.", digits.size(), kMostDigitsOfPicture)};
    }
    std::vector<CutDigit> cut;
    for (const ReadDigit& digit : digits) cut.push_back({digit_png(picture_, digit.box), digit.seen, std::nullopt});
    return cut;
  }

 private:
  std::vector<ReadDigit> read(ReadingOptions options) {
    RecognitionRequest request{std::string(bytes_), std::move(options)};
    request.keep_picture = true;
    request.continues = std::exchange(continues_, true);
    const auto answer = std::make_shared<std::promise<Recognition>>();
    std::future<Recognition> coming = answer->get_future();
    const bool is_taken = recognizer_.submit(
        std::move(request), [answer](Recognition recognition) { answer->set_value(std::move(recognition)); });
    if (!is_taken) {
      throw AccountError(AccountError::Kind::busy, "",
                         "The server has too much to read just now. Try again in a moment.", 1s);
    }
    Recognition recognition = coming.get();
    if (recognition.status != 200) throw Refused{recognition.status, std::move(recognition.error)};
    picture_ = std::move(recognition.picture);
    return digits_of(recognition.reading);
  }

  static ReadingOptions as_many(const LabelText& label) {
    ReadingOptions options;
    options.pattern = NumberPattern::of_length(static_cast<int>(label.size()));
    options.lines = 1;
    return options;
  }

  [[nodiscard]] std::vector<CutDigit> labelled(const std::vector<ReadDigit>& digits, const LabelText& label) const {
    std::vector<CutDigit> cut;
    for (std::size_t i = 0; i < digits.size(); ++i) {
      cut.push_back({digit_png(picture_, digits[i].box), digits[i].seen, label[i] - '0'});
    }
    return cut;
  }

  // A digit that the model does not see is just what it has to learn.
  [[nodiscard]] CutDigit whole_ink(int label) const try {
    NormalizedDigit digit = normalize_digit(picture_);
    return {digit_png(picture_, digit.box), std::move(digit.image), label};
  } catch (const FormatError&) {
    throw Refused{422, "There is nothing written in the picture, or not enough to make out."};
  }

  [[noreturn]] static void refuse_count(const LabelText& label, std::size_t found) {
    throw Refused{
        422,
        fmt::format(
            "The label {} is {}, but the picture shows {}. Give the digits as they stand in it, from left to right.",
            label, counted(label.size()), counted(found)),
        true};
  }

  Recognizer& recognizer_;
  std::string_view bytes_;
  bool continues_;
  Image picture_;
};

/// Archives that were sent, opened; and every picture, in the order of the files.
struct Sent {
  struct Picture {
    std::string name;
    std::string_view bytes;  ///< of a file
    PictureArchive* archive = nullptr;
    std::size_t index = 0;  ///< in the archive
    std::optional<Refused> refused = {};
  };
  std::vector<std::unique_ptr<PictureArchive>> archives;
  std::vector<Picture> pictures;
};

void add_archive(Sent& sent, const SentFile& file) {
  try {
    sent.archives.push_back(std::make_unique<PictureArchive>(file.bytes));
  } catch (const PictureRefused& refused) {
    sent.pictures.push_back({file.name, {}, nullptr, 0, Refused{refused.status(), refused.what()}});
    return;
  }
  PictureArchive& archive = *sent.archives.back();
  if (archive.size() == 0) sent.pictures.push_back({file.name, {}, nullptr, 0, Refused{422, "The archive is empty."}});
  for (std::size_t i = 0; i < archive.size(); ++i) sent.pictures.push_back({archive.name(i), {}, &archive, i});
}

Sent open_all(const std::vector<SentFile>& files) {
  Sent sent;
  for (const SentFile& file : files) {
    if (is_archive(file.bytes)) {
      add_archive(sent, file);
    } else {
      sent.pictures.push_back({file.name, file.bytes});
    }
  }
  if (sent.pictures.size() <= kMostSentPictures) return sent;
  throw PictureRefused(413, fmt::format("These are {} pictures; at most {} are taken at a time.", sent.pictures.size(),
                                        kMostSentPictures));
}

std::vector<CutDigit> cut_bytes(Recognizer& recognizer, std::string_view bytes, const std::optional<LabelText>& label,
                                bool continues) {
  if (bytes.size() > kMostSentPicture_bytes) throw Refused{413, "The picture is larger than 12 MB."};
  Cut cut(recognizer, bytes, continues);
  return label ? cut.with_label(*label) : cut.without_label();
}

std::vector<CutDigit> cut_sent(Recognizer& recognizer, const Sent::Picture& picture,
                               const std::optional<LabelText>& label, bool continues) {
  if (picture.refused) throw Refused(*picture.refused);
  const std::string unpacked =
      picture.archive != nullptr ? picture.archive->unpack(picture.index, kMostSentPicture_bytes) : "";
  const std::string_view bytes = picture.archive != nullptr ? unpacked : picture.bytes;
  const auto in_name = label ? std::nullopt : label_in_name(picture.name);
  try {
    return cut_bytes(recognizer, bytes, in_name ? in_name : label, continues);
  } catch (Refused& refused) {
    if (in_name && refused.is_about_label) refused.problem += " The label is from the file's name.";
    throw;
  }
}

}  // namespace

void DigitCutter::cut(const std::vector<SentFile>& files, const std::optional<LabelText>& label,
                      const std::function<void(CutPicture)>& take) {
  const Sent sent = open_all(files);
  bool continues = false;
  for (const Sent::Picture& picture : sent.pictures) {
    CutPicture cut;
    cut.name = picture.name;
    try {
      cut.digits = cut_sent(recognizer_, picture, label, std::exchange(continues, true));
    } catch (const Refused& refused) {
      cut.status = refused.status;
      cut.problem = refused.problem;
    } catch (const PictureRefused& refused) {
      cut.status = refused.status();
      cut.problem = refused.what();
    }
    take(std::move(cut));
  }
}

}  // namespace digitnet::serve
