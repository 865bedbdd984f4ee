#include "predict_form.hpp"

#include <sodium.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <string_view>
#include <utility>

#include "multipart.hpp"
#include "recognise_page.hpp"

namespace digitnet::serve {
namespace {

constexpr ShownSize kShownAlone{1000, 300'000};
constexpr ShownSize kShownAmongMany{480, 40'000};
constexpr const char* kTooLarge = "The picture is larger than 12 MB. Choose a smaller one.";
constexpr const char* kEmpty = "The file is empty.";
constexpr const char* kBusy = "The server was too busy to read this one. Try again in a moment.";

PredictForm unfit_form(int status, std::string problem) {
  return {{}, status, std::move(problem)};
}

/// The bytes that `text` stands for; nothing when it is no base64.
std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

/// Reads the pictures of a form one after the other, so that a form of many leaves room for others.
class FormRun : public std::enable_shared_from_this<FormRun> {
 public:
  FormRun(const ReadWith& with, std::vector<FormPicture> pictures, std::function<void(std::vector<ReadPicture>)> done)
      : recognizer_(with.recognizer), model_(with.model), pictures_(std::move(pictures)), done_(std::move(done)) {}

  bool submit_next() {
    FormPicture& picture = pictures_[read_.size()];
    if (picture.bytes.size() > kMostPictureBytes) {
      take(refused(413, kTooLarge));
      return true;
    }
    if (picture.bytes.empty()) {
      take(refused(kEmptyFile, kEmpty));
      return true;
    }
    RecognitionRequest request;
    request.model = model_;
    request.picture = picture.bytes;  // which are wanted once more, to show the picture
    request.keep_picture = true;
    return recognizer_.submit(
        std::move(request), [run = shared_from_this()](Recognition recognition) { run->take(std::move(recognition)); });
  }

 private:
  [[nodiscard]] Recognition refused(int status, const char* why) const {
    Recognition recognition = refusal(status, why);
    recognition.model = model_ ? model_ : recognizer_.model();
    return recognition;
  }

  // A recognizer's callback must not throw: an answer without its picture is still one.
  [[nodiscard]] ShownPicture shown_of(const std::string& file, const Image& read) const try {
    if (read.pixels.empty()) return {};
    return show_picture(file, read, pictures_.size() == 1 ? kShownAlone : kShownAmongMany);
  } catch (const std::bad_alloc&) {
    return {};
  }

  void take(Recognition recognition) {
    FormPicture& picture = pictures_[read_.size()];
    ShownPicture shown = shown_of(picture.bytes, recognition.picture);
    picture.bytes = {};  // twenty photos are too much to keep
    recognition.picture = {};
    read_.push_back({std::move(picture.name), std::move(recognition), std::move(shown)});
    if (read_.size() == pictures_.size()) {
      done_(std::move(read_));
    } else if (!submit_next()) {
      take(refused(503, kBusy));
    }
  }

  Recognizer& recognizer_;
  std::shared_ptr<const ServedModel> model_;  // null: the one that is served
  std::vector<FormPicture> pictures_;
  std::vector<ReadPicture> read_;
  std::function<void(std::vector<ReadPicture>)> done_;
};

}  // namespace

PredictForm parse_predict_form(const Request& request) {
  PredictForm form;
  for (MultipartPart& part : parse_multipart(request.body, request.field("Content-Type"))) {
    if (part.name == "sample") {
      const std::string sample(part.body);
      const std::string_view bytes = sample_picture(sample);
      if (bytes.empty()) return unfit_form(400, "There is no such sample.");
      form.pictures.push_back({sample, std::string(bytes)});
    } else if (part.name == "drawing") {
      std::optional<std::string> drawing = from_base64(part.body);
      if (!drawing || drawing->empty()) return unfit_form(400, "The drawing did not arrive whole. Send it again.");
      form.pictures.push_back({"The drawing", std::move(*drawing)});
    } else if (part.name == "image" && !(part.body.empty() && part.file_name.empty())) {  // no file chosen
      form.pictures.push_back({std::string(part.file_name), std::string(part.body)});
    }
  }
  if (form.pictures.empty()) return unfit_form(400, "Choose a picture first.");
  if (form.pictures.size() > kMostPictures) return unfit_form(413, "No more than 20 pictures at a time.");
  return form;
}

bool read_pictures(const ReadWith& with, std::vector<FormPicture> pictures,
                   std::function<void(std::vector<ReadPicture>)> done) {
  return std::make_shared<FormRun>(with, std::move(pictures), std::move(done))->submit_next();
}

}  // namespace digitnet::serve
