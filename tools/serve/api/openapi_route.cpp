#include "openapi_route.hpp"

#include "embedded_file.hpp"

DIGITNET_EMBED_FILE(digitnet_openapi, DIGITNET_OPENAPI)

namespace digitnet::serve {

std::string_view openapi_document() noexcept {
  return {reinterpret_cast<const char*>(digitnet_openapi_begin),
          static_cast<std::size_t>(digitnet_openapi_end - digitnet_openapi_begin)};
}

Route openapi_route() {
  return {"GET", "/api/openapi.json", [](const Request&, const Respond& respond) {
            respond({200, "application/json", std::string(openapi_document()), {{"Cache-Control", "no-cache"}}});
          }};
}

}  // namespace digitnet::serve
