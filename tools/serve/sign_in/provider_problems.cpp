#include "provider_problems.hpp"

#include <fmt/format.h>

namespace digitnet::serve {

SignInError provider_is_down(std::string_view label, const std::string& detail) {
  return {SignInProblem::provider_down,
          fmt::format("{} does not answer now. Try again later, or log in with your password.", label), detail};
}

SignInError provider_is_wrong(std::string_view label, const std::string& detail) {
  return {SignInProblem::provider_wrong,
          fmt::format("The answer of {} cannot be trusted, so nobody was signed in. Try again, or log in with your "
                      "password.",
                      label),
          detail};
}

}  // namespace digitnet::serve
