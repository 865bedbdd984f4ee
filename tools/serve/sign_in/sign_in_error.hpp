#pragma once

#include <string>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {

enum class SignInProblem {
  unknown_provider,   ///< no provider has this id: 404
  bad_request,        ///< the state is missing, foreign, used or too old, or a parameter is wrong: 400
  declined,           ///< the person said no at the provider: back to the login page
  provider_down,      ///< the provider does not answer, or not in time: 503
  provider_wrong,     ///< the provider's answer is not what it must be, or says that we are: 502
  linked_to_another,  ///< the identity belongs to another account: 409
  too_many,           ///< the account has as many identities as it may: 409
  last_way_in,        ///< without this identity nobody could sign in to the account: 409
  gone,               ///< there is no such identity, or it is kept no longer: 404
};

/// Somebody cannot be signed in. what() is for the operator's log and holds no secret and no personal data.
class SignInError : public Error {
 public:
  SignInError(SignInProblem problem, std::string for_person, const std::string& for_log)
      : Error(for_log), problem_(problem), for_person_(std::move(for_person)) {}

  [[nodiscard]] SignInProblem problem() const { return problem_; }
  /// A sentence or two to be shown.
  [[nodiscard]] const std::string& for_person() const { return for_person_; }

 private:
  SignInProblem problem_;
  std::string for_person_;
};

}  // namespace digitnet::serve
