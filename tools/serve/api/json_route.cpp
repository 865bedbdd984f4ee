#include "json_route.hpp"

#include <utility>

#include "problem.hpp"
#include "sent_pictures.hpp"

namespace digitnet::serve {

void add_json_route(Routes& routes, Gate& gate, GatedRoute route) {
  route.answer = [answer = std::move(route.answer)](const Visit& visit) -> Response {
    try {
      return answer(visit);
    } catch (const UnfitRequest& error) {
      return problem_response(visit.request, error.status(), error.what());
    }
  };
  gate.add(routes, std::move(route));
}

}  // namespace digitnet::serve
