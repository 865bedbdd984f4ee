#include "api_routes.hpp"

#include "batch_route.hpp"
#include "draw_socket.hpp"
#include "model_route.hpp"
#include "openapi_route.hpp"
#include "recognize_route.hpp"

namespace digitnet::serve {

void add_api_routes(Routes& routes, Recognizer& recognizer, const ModelChoice& choose) {
  routes.http.push_back(recognize_route(recognizer, choose));
  routes.http.push_back(batch_route(recognizer, choose));
  routes.http.push_back(model_route(recognizer, choose));
  routes.http.push_back(openapi_route());
  routes.sockets.push_back(draw_socket(recognizer));
}

}  // namespace digitnet::serve
