#include "bearer_token.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kBearer = "Bearer ";

}  // namespace

std::string_view bearer_token(const Request& request) {
  const std::string_view field = request.field("Authorization");
  if (field.size() <= kBearer.size() || !is_same_name(field.substr(0, kBearer.size()), kBearer)) return {};
  return field.substr(kBearer.size());
}

}  // namespace digitnet::serve
