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

void recognize(Recognizer& recognizer, Request& request, const Respond& respond) {
  const RecognitionQuery query = parse_recognition_query(request.query);
  SentPicture picture = sent_picture(request);
  const bool is_whole_body = picture.bytes.size() == request.body.size();
  std::string bytes = is_whole_body ? std::move(request.body) : std::string(picture.bytes);
  const bool is_taken = recognizer.submit({std::move(bytes), query.options, query.options_text},
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

Route recognize_route(Recognizer& recognizer) {
  const auto handler = [&recognizer](Request sent, const Respond& respond) {
    const auto request = std::make_shared<Request>(std::move(sent));
    const auto answer = [&recognizer, request, respond] {
      answer_or_refuse(*request, respond, [&] { recognize(recognizer, *request, respond); });
    };
    if (request->body.size() <= kMostBytesLookedThroughAtOnce) return answer();
    if (!recognizer.post(answer)) respond(busy_response(*request));
  };
  return {"POST", "/api/v1/recognize", handler, kMostPicture_bytes + kFormHead_bytes, true};
}

}  // namespace digitnet::serve
