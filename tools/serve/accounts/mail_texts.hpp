#pragma once

#include <string>
#include <string_view>

#include "mail.hpp"

namespace digitnet::serve {

// The mails of the program. Links begin with the configured public URL alone, and nothing that a stranger typed is in a
// mail, or registration would send anybody's words to anybody.

[[nodiscard]] Mail confirm_by_link_mail(const std::string& to, const std::string& link);
[[nodiscard]] Mail confirm_by_code_mail(const std::string& to, const std::string& code);
[[nodiscard]] Mail already_registered_mail(const std::string& to, const std::string& public_url);
[[nodiscard]] Mail reset_mail(const std::string& to, const std::string& link);
[[nodiscard]] Mail password_reset_mail(const std::string& to, const std::string& public_url);
[[nodiscard]] Mail password_changed_mail(const std::string& to, const std::string& public_url);
[[nodiscard]] Mail new_address_link_mail(const std::string& to, const std::string& link);
[[nodiscard]] Mail new_address_code_mail(const std::string& to, const std::string& code);
[[nodiscard]] Mail address_in_use_mail(const std::string& to);
[[nodiscard]] Mail address_changed_mail(const std::string& to, const std::string& public_url);
[[nodiscard]] Mail account_deleted_mail(const std::string& to);
[[nodiscard]] Mail account_exported_mail(const std::string& to, const std::string& public_url);

// Where the links of mails lead: pages that show a button (GET) and spend the token with it (POST).
inline constexpr std::string_view kConfirmPath = "/confirm/";               ///< + token: registration
inline constexpr std::string_view kResetPath = "/reset/";                   ///< + token: a new password
inline constexpr std::string_view kConfirmAddressPath = "/account/email/";  ///< + token: a new address

}  // namespace digitnet::serve
