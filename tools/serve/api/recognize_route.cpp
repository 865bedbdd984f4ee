#include "recognize_route.hpp"

#include <memory>

#include "digitnet/error.hpp"
#include "problem.hpp"
#include "recognition_answer.hpp"
#include "recognition_query.hpp"
#include "sent_pictures.hpp"

namespace digitnet::serve {
namespace {

void recognize(Recognizer& recognizer, Request request, const Respond& respond) {
  RecognitionQuery query = parse_recognition_query(request.query);
  SentPicture picture = take_picture(request);
  const std::string id = request.id;
  const bool is_taken = recognizer.submit(
      {std::move(picture.bytes), query.options, query.options_text},
      [respond, id, name = std::move(picture.name), format = query.format](const Recognition& recognition) {
        respond(recognition_response(Request{.id = id}, recognition, name, format));
      });
  if (!is_taken) respond(busy_response(request));
}

}  // namespace

Route recognize_route(Recognizer& recognizer) {
  const auto handler = [&recognizer](Request request, const Respond& respond) {
    const Request asked{.id = request.id};
    try {
      recognize(recognizer, std::move(request), respond);
    } catch (const UnfitRequest& error) {
      respond(problem(asked, error.status(), error.what()));
    } catch (const Error& error) {
      respond(problem(asked, 400, error.what()));
    }
  };
  return {"POST", "/api/v1/recognize", handler, kMostPicture_bytes, true};
}

}  // namespace digitnet::serve
