#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "digitnet/error.hpp"

namespace digitnet::serve {

/// Why a request about an account cannot be done. The message is a sentence for the person who asked.
class AccountError : public Error {
 public:
  enum class Kind {
    invalid,            ///< a field does not fit; 422
    wrong_credentials,  ///< unknown address or wrong password, without saying which; 401
    reauthenticate,     ///< the password is to be given again first; 403
    forbidden,          ///< known who it is, but not allowed, or the account is disabled; 403
    gone,               ///< a link or code that is used, dead, expired or never was; 410
    not_found,          ///< no such row, or another's; 404
    taken,              ///< collides with what is there; 409
    too_many,           ///< a rate limit; 429, with retry_after()
    busy,               ///< more logins at once than the server takes; 503, with retry_after()
  };

  AccountError(Kind kind, std::string field, const std::string& sentence, std::chrono::milliseconds retry_after = {})
      : Error(sentence), kind_(kind), field_(std::move(field)), retry_after_(retry_after) {}

  [[nodiscard]] Kind kind() const { return kind_; }
  /// The field of the form that it is about: `name`, `email`, `password`, `current_password`, `code` ...; may be empty.
  [[nodiscard]] const std::string& field() const { return field_; }
  /// How long to wait before trying again; zero when that does not help.
  [[nodiscard]] std::chrono::milliseconds retry_after() const { return retry_after_; }

 private:
  Kind kind_;
  std::string field_;
  std::chrono::milliseconds retry_after_;
};

}  // namespace digitnet::serve
