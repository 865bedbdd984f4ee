#include "recognize_route.hpp"

#include <exception>
#include <memory>
#include <utility>

#include "digitnet/error.hpp"
#include "multipart.hpp"
#include "problem.hpp"
#include "recognition_answer.hpp"
#include "recognition_query.hpp"
#include "sent_pictures.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kFormHead_bytes = 8192;  // around the picture

void recognize(Recognizer& recognizer, Request& request, std::shared_ptr<const ServedModel> model,
               const Respond& respond) {
  const RecognitionQuery query = parse_recognition_query(request.query);
  SentPicture picture = sent_picture(request);
  const bool is_whole_body = picture.bytes.size() == request.body.size();
  std::string bytes = is_whole_body ? std::move(request.body) : std::string(picture.bytes);
  const bool is_taken =
      recognizer.submit({std::move(bytes), query.options, query.options_text, false, std::move(model)},
                        [respond, id = request.id, name = std::move(picture.name),
                         format = query.format](const Recognition& recognition) {
                          Request answered;
                          answered.id = id;
                          respond(recognition_response(answered, recognition, name, format));
                        });
  if (!is_taken) respond(busy_response(request));
}

}  // namespace

void answer_or_refuse(const Request& request, const Respond& respond, const std::function<void()>& answer) {
  try {
    answer();
  } catch (const UnfitRequest& error) {
    respond(problem_response(request, error.status(), error.what()));
  } catch (const ArgumentError& error) {
    respond(problem_response(request, 400, error.what()));
  } catch (const FormatError& error) {
    respond(problem_response(request, 400, error.what()));
  } catch (const std::exception&) {
    respond(problem_response(request, 500, "Something went wrong here."));
  }
}

void with_chosen_model(const ModelChoice& choose, const Request& request, const Respond& respond,
                       const std::function<void(std::shared_ptr<const ServedModel>)>& answer) {
  choose(request, [&request, respond, answer](ChosenModel chosen) {
    if (chosen.status == 200) return answer(std::move(chosen.model));
    Response refused = problem_response(request, chosen.status, chosen.problem);
    if (chosen.status == 401) refused.fields.push_back({"WWW-Authenticate", "Bearer realm=\"digitnet\""});
    respond(std::move(refused));
  });
}

Route recognize_route(Recognizer& recognizer, const ModelChoice& choose) {
  const auto handler = [&recognizer, choose](Request sent, const Respond& respond) {
    const auto request = std::make_shared<Request>(std::move(sent));
    const auto answer = [&recognizer, request, respond](std::shared_ptr<const ServedModel> model) {
      answer_or_refuse(*request, respond, [&] { recognize(recognizer, *request, std::move(model), respond); });
    };
    with_chosen_model(choose, *request, respond, [&recognizer, request, respond, answer](auto model) {
      if (request->body.size() <= kMostBytesLookedThroughAtOnce) return answer(std::move(model));
      if (!recognizer.post([answer, model] { answer(model); })) respond(busy_response(*request));
    });
  };
  return {"POST", "/api/v1/recognize", handler, kMostPicture_bytes + kFormHead_bytes, true};
}

}  // namespace digitnet::serve
