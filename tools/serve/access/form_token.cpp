#include "form_token.hpp"

#include <sodium.h>

#include "secret_token.hpp"

namespace digitnet::serve {
namespace {

// So that it is another hash of the cookie than the one in the database.
constexpr std::string_view kPurpose = "form ";

}  // namespace

std::string form_token(std::string_view cookie) {
  return token_hash(std::string(kPurpose).append(cookie));
}

bool is_form_token(std::string_view token, std::string_view cookie) {
  if (cookie.empty()) return false;
  const std::string expected = form_token(cookie);
  return token.size() == expected.size() && sodium_memcmp(token.data(), expected.data(), expected.size()) == 0;
}

}  // namespace digitnet::serve
