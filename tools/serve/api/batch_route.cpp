#include "batch_route.hpp"

#include <algorithm>
#include <atomic>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "digitnet/error.hpp"
#include "recognition_answer.hpp"
#include "recognition_query.hpp"
#include "recognize_route.hpp"
#include "sent_pictures.hpp"

namespace digitnet::serve {
namespace {

/// Of all results of a batch together; what would follow is refused.
constexpr std::size_t kMostAnswer_bytes = std::size_t{16} << 20;

/// Reads the pictures of one request, a few at a time: all at once they would fill the queue, and nobody else's would
/// find room.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  Batch(Recognizer& recognizer, std::shared_ptr<const Request> request, std::shared_ptr<const ServedModel> model,
        Respond respond)
      : recognizer_(recognizer),
        request_(std::move(request)),
        model_(std::move(model)),
        respond_(std::move(respond)),
        query_(parse_recognition_query(request_->query)),
        pictures_(sent_pictures(*request_)),
        results_(pictures_.size()),
        versions_(pictures_.size()),
        unanswered_(pictures_.size()) {}

  void start() {
    constexpr std::size_t kAtOnce = 4;
    if (!submit(next_++, false)) return respond_(busy_response(*request_));
    for (std::size_t i = 1; i < std::min(kAtOnce, pictures_.size()); ++i) submit_next();
  }

 private:
  void submit_next() {
    const std::size_t picture = next_++;
    if (picture < pictures_.size()) (void)submit(picture, true);  // what continues always finds room
  }

  bool submit(std::size_t picture, bool continues) {
    const std::string_view bytes = pictures_[picture].bytes;
    if (bytes.size() > kMostPicture_bytes) {
      take(picture, refusal(413, "The picture is larger than 12 MB."));
      return true;
    }
    if (answered_bytes_ > kMostAnswer_bytes) {
      take(picture, refusal(413, "The answers of this batch are longer than 16 MB: send this picture in another."));
      return true;
    }
    RecognitionRequest request{std::string(bytes), query_.options, query_.options_text};
    request.model = model_;
    request.continues = continues;
    return recognizer_.submit(std::move(request), [self = shared_from_this(), picture](const Recognition& recognition) {
      self->take(picture, recognition);
    });
  }

  void take(std::size_t picture, const Recognition& recognition) {
    results_[picture] = recognition_json(recognition, pictures_[picture].name, query_.format);
    results_[picture].pop_back();  // the end of the line
    answered_bytes_ += results_[picture].size();
    if (recognition.model) versions_[picture] = recognition.model->version;
    submit_next();
    if (--unanswered_ == 0) finish();
  }

  void finish() {
    std::string body = "{\"results\":[";
    for (const std::string& result : results_) body += (&result == &results_.front() ? "" : ",") + result;
    respond_({200,
              "application/json",
              body + "]}\n",
              {{"X-Model-Version", models()}, {"Cache-Control", "no-store"}},
              static_cast<int>(pictures_.size())});
  }

  /// The version that read the pictures; all of them where the model was changed meanwhile.
  [[nodiscard]] std::string models() const {
    std::string all;
    for (const std::string& version : std::set(versions_.begin(), versions_.end())) {
      if (!version.empty()) all += (all.empty() ? "" : ", ") + version;
    }
    return all.empty() ? recognizer_.model()->version : all;
  }

  Recognizer& recognizer_;
  std::shared_ptr<const Request> request_;
  std::shared_ptr<const ServedModel> model_;  // null: the one that is served
  Respond respond_;
  RecognitionQuery query_;
  std::vector<SentPicture> pictures_;  // point into the request
  std::vector<std::string> results_;
  std::vector<std::string> versions_;
  std::atomic<std::size_t> answered_bytes_ = 0;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> unanswered_;
};

}  // namespace

Route batch_route(Recognizer& recognizer, const ModelChoice& choose) {
  const auto handler = [&recognizer, choose](Request sent, const Respond& respond) {
    const auto request = std::make_shared<const Request>(std::move(sent));
    with_chosen_model(choose, *request, respond, [&recognizer, request, respond](const auto& model) {
      const auto answer = [&recognizer, request, respond, model] {
        answer_or_refuse(*request, respond,
                         [&] { std::make_shared<Batch>(recognizer, request, model, respond)->start(); });
      };
      if (!recognizer.post(answer)) respond(busy_response(*request));
    });
  };
  return {"POST", "/api/v1/recognize/batch", handler, kMostBatch_bytes, true};
}

}  // namespace digitnet::serve
