#include "json_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "content_type.hpp"
#include "digitnet/error.hpp"
#include "sent_pictures.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

bool is_json(const Request& request) try {
  return parse_content_type(request.field("Content-Type")).media_type == "application/json";
} catch (const FormatError&) {
  return false;
}

}  // namespace

nlohmann::json json_body(const Request& request, const std::vector<std::string>& fields) {
  if (!is_json(request)) throw UnfitRequest(415, "Content-Type: expected application/json.");
  auto json = nlohmann::json::parse(request.body, nullptr, false);
  const auto refuse = [&](const std::string& field) {
    throw AccountError(AccountError::Kind::invalid, field,
                       fmt::format("Expected an object with {} and nothing else.", fmt::join(fields, ", ")));
  };
  if (!json.is_object()) refuse("");
  for (const std::string& field : fields) {
    if (!json.contains(field)) refuse(field);
  }
  for (const auto& [name, value] : json.items()) {
    if (std::ranges::find(fields, name) == fields.end()) refuse("");
  }
  return json;
}

std::string text_in(const nlohmann::json& body, const std::string& field) {
  const auto* text = body[field].get_ptr<const std::string*>();
  if (text != nullptr && is_text(*text)) return *text;
  throw AccountError(AccountError::Kind::invalid, field, field + ": expected a string without NUL.");
}

Response json_answer(int status, const nlohmann::ordered_json& json) {
  return {status,
          "application/json",
          json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n",
          {{"Cache-Control", "no-store"}}};
}

}  // namespace digitnet::serve
