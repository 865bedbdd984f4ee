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
  std::vector<std::string> names;
  const auto note_name = [&](int depth, nlohmann::json::parse_event_t event, const nlohmann::json& parsed) {
    if (depth == 1 && event == nlohmann::json::parse_event_t::key) names.push_back(parsed);
    return true;
  };
  auto json = nlohmann::json::parse(request.body, note_name, false);
  std::ranges::sort(names);
  std::vector<std::string> expected = fields;
  std::ranges::sort(expected);
  if (json.is_object() && names == expected) return json;
  const auto missing = std::ranges::find_if(fields, [&](const auto& field) { return !json.contains(field); });
  throw AccountError(AccountError::Kind::invalid, missing == fields.end() ? "" : *missing,
                     fmt::format("Expected an object with {}, each once, and nothing else.", fmt::join(fields, ", ")));
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
