#include "error_page.hpp"

#include "page_template.hpp"

namespace digitnet::serve {
namespace {

const char* heading_of(int status) {
  switch (status) {
    case 403:
      return "That is not allowed";
    case 404:
      return "There is no such page";
    case 401:
      return "Who are you?";
    case 405:
      return "That cannot be done here";
    case 409:
      return "That is there already";
    case 410:
      return "That is there no longer";
    case 408:
      return "That took too long";
    case 413:
      return "Too large";
    case 415:
      return "Not a kind of picture that can be read";
    case 422:
      return "This could not be used";
    case 429:
      return "Too many at once";
    case 503:
      return "Busy just now";
    default:
      return status < 500 ? "That could not be understood" : "Something went wrong here";
  }
}

}  // namespace

Response error_page(const Request& request, int status, const std::string& detail, const PageFrame& frame) {
  const std::string heading = heading_of(status);
  PageData data;
  data.set("status", std::to_string(status));
  data.set("heading", heading);
  data.set("detail", detail);
  data.set("request_id", request.id);
  return {status,
          "text/html; charset=utf-8",
          render_page({"error", heading, "", "error.css"}, data, frame),
          {{"Cache-Control", "no-store"}}};
}

}  // namespace digitnet::serve
