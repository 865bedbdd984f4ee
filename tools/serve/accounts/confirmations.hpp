#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "confirmation_channel.hpp"
#include "confirmation_view.hpp"
#include "database.hpp"
#include "password_hasher.hpp"

namespace digitnet::serve {

/// What a link or code may be used for; it opens nothing else.
enum class ConfirmationPurpose { registration, reset, email_change };

/// A link's token or a code, and what is kept of it.
struct ConfirmationSecret {
  ConfirmationChannel channel;
  std::string text;  ///< for the mail
  std::string hash;
};

/// Makes one; hashing a code takes its time, so this is done outside of any transaction.
[[nodiscard]] ConfirmationSecret new_confirmation_secret(ConfirmationChannel channel, PasswordHasher& hasher);

/// What a confirmation is about. Without a user it confirms nothing, but looks the same from outside.
struct ConfirmationSubject {
  ConfirmationPurpose purpose;
  std::optional<std::string> user_id;
  std::string email;          ///< where the mail goes
  std::string old_email_key;  ///< the account's address now; what it confirms fails once this is another
  std::string name;           ///< of a registration
  std::optional<std::string> password_hash;
};

/// One that is under way.
struct Confirmation {
  std::string id;
  ConfirmationSubject subject;
  std::optional<std::string> flow_hash;
  ConfirmationChannel channel;
  std::optional<std::string> code_hash;
  Time code_expires_at;
  int code_tries = 0;
  Time link_expires_at;
  Time sent_at;

  [[nodiscard]] ConfirmationView view() const;
};

/// What is put into code that was typed: the hash to compare it with, and which confirmation it is for.
struct CodeTry {
  std::string confirmation_id;
  std::string code_hash;
};

/// The rows of confirmations, as part of the caller's transaction. One that is used is deleted, and all of its user for
/// the same purpose with it: only one of those who use it at once finds the row.
class Confirmations {
 public:
  static constexpr int kMostCodeTries = 5;
  static constexpr std::chrono::minutes kCodeLife{10};
  static constexpr std::chrono::hours kLinkLife{24};
  static constexpr std::chrono::minutes kResetLinkLife{30};
  static constexpr std::chrono::hours kFlowLife{24};

  Confirmations(Transaction& transaction, Time now) : transaction_(transaction), now_(now) {}

  /// Gives back the flow's token for the cookie. Without a secret, nothing was sent yet.
  std::string add(const ConfirmationSubject& subject, const std::optional<ConfirmationSecret>& secret);
  /// What was sent by this channel before is dead.
  void replace_secret(const Confirmation& confirmation, const ConfirmationSecret& secret);

  [[nodiscard]] std::optional<Confirmation> find_by_flow(ConfirmationPurpose purpose, std::string_view flow_token);
  /// Nothing for one whose link is used, expired, replaced, or confirms nothing.
  [[nodiscard]] std::optional<Confirmation> find_by_link(ConfirmationPurpose purpose, std::string_view link_token);

  /// Takes one of the tries of the flow's code before it is compared. Throws AccountError (gone).
  [[nodiscard]] CodeTry take_code_try(ConfirmationPurpose purpose, std::string_view flow_token);
  /// The code was right: uses the confirmation up. Nothing when it was used, or its code replaced, meanwhile.
  [[nodiscard]] std::optional<Confirmation> use_code(const CodeTry& code_try);
  /// Uses the confirmation of a link up. Nothing as for find_by_link().
  [[nodiscard]] std::optional<Confirmation> use_link(ConfirmationPurpose purpose, std::string_view link_token);

  /// Kills all of a user for a purpose.
  void remove(ConfirmationPurpose purpose, const std::string& user_id);
  void clean_up();

 private:
  [[nodiscard]] std::optional<Confirmation> use(std::optional<Confirmation> confirmation);

  Transaction& transaction_;
  Time now_;
};

/// A code as it was sent, of one that was typed: with blanks or dashes, perhaps.
[[nodiscard]] std::string typed_code(std::string_view text);
/// Throws what a link or flow that is used, expired or made up is answered with.
[[noreturn]] void refuse_dead_confirmation();
/// Throws what a wrong code is answered with.
[[noreturn]] void refuse_wrong_code();

}  // namespace digitnet::serve
