#pragma once

#include <string>
#include <vector>

#include "response.hpp"

namespace digitnet::serve {

/// Whether the fields of an answer can be sent: tokens for names, and values without control characters.
[[nodiscard]] bool has_valid_fields(const Response& response);

/// What a page of ours may load and do. `form_targets` are the origins that a form may lead to beside this server.
[[nodiscard]] Field content_security_policy(const std::vector<std::string>& form_targets = {});

/// Writes the status line and the fields of answers.
class AnswerHead {
 public:
  /// With Strict-Transport-Security when browsers reach the server by https.
  explicit AnswerHead(bool is_https);

  struct Connection {
    const std::string& request_id;
    bool closes = false;
  };
  /// The whole head, with its empty line.
  [[nodiscard]] std::string write(const Response& response, const Connection& connection) const;
  /// The fields that every answer has, for a WebSocket's: name and value.
  [[nodiscard]] const std::vector<Field>& security_fields() const { return security_fields_; }

 private:
  std::vector<Field> security_fields_;
};

[[nodiscard]] const char* reason_phrase(int status);
/// The time now, as HTTP writes dates.
[[nodiscard]] const std::string& http_date();

}  // namespace digitnet::serve
