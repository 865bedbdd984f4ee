#include "mail_texts.hpp"

#include <fmt/format.h>

namespace digitnet::serve {
namespace {

Mail mail(const std::string& to, const char* subject, const std::string& text) {
  return {to, subject,
          "Hello,\n\n" + text + "\n\n-- \ndigitnet reads handwritten digits. Nobody reads answers to this mail.\n"};
}

std::string if_it_was_not_you(std::string_view public_url) {
  return fmt::format(
      "If it was not you, somebody may know your password. Set a new one at once:\n\n  {}/forgot\n\nand end the "
      "sessions and "
      "API tokens in your account that you do not know.",
      public_url);
}

}  // namespace

Mail confirm_by_link_mail(const std::string& to, const std::string& link) {
  return mail(to, "digitnet: confirm your address",
              fmt::format("open this page and press its button to confirm that this address is yours:\n\n  {}\n\n"
                          "It works once, within 24 hours. If you did not register, do nothing, and type no password\n"
                          "there: the account is forgotten after a day.",
                          link));
}

Mail confirm_by_code_mail(const std::string& to, const std::string& code) {
  return mail(to, "digitnet: your code",
              fmt::format("type this code on the page that waits for it:\n\n  {}\n\n"
                          "It works once, within 10 minutes. Give it to nobody: no one of us will ask for it.\n"
                          "If you did not ask for a code, do nothing.",
                          code));
}

Mail already_registered_mail(const std::string& to, const std::string& public_url) {
  return mail(
      to, "digitnet: you already have an account",
      fmt::format("somebody, perhaps you, wanted to register with this address. It already has an account,\n"
                  "and nothing was changed. Log in here:\n\n  {0}/login\n\nor, with a forgotten password, set a "
                  "new one:\n\n  {0}/forgot\n\nIf it was not you, there is nothing to do.",
                  public_url));
}

Mail reset_mail(const std::string& to, const std::string& link) {
  return mail(to, "digitnet: set a new password",
              fmt::format("open this page to set a new password:\n\n  {}\n\n"
                          "It works once, within 30 minutes. If you did not ask for it, do nothing: your password\n"
                          "stays as it is.",
                          link));
}

Mail password_reset_mail(const std::string& to, const std::string& public_url) {
  return mail(to, "digitnet: your password was set anew",
              "the password of your account was set anew just now. All sessions were ended and all API tokens "
              "revoked.\n\n" +
                  if_it_was_not_you(public_url));
}

Mail password_changed_mail(const std::string& to, const std::string& public_url) {
  return mail(to, "digitnet: your password was changed",
              "the password of your account was changed just now, and all other sessions were ended.\n\n" +
                  if_it_was_not_you(public_url));
}

Mail new_address_link_mail(const std::string& to, const std::string& link) {
  return mail(to, "digitnet: confirm your new address",
              fmt::format("open this page and press its button to use this address for your account:\n\n  {}\n\n"
                          "It works once, within 24 hours. If you did not ask for it, do nothing.",
                          link));
}

Mail new_address_code_mail(const std::string& to, const std::string& code) {
  return mail(
      to, "digitnet: the code for your new address",
      fmt::format("type this code on the page that waits for it, to use this address for your account:\n\n  {}\n\n"
                  "It works once, within 10 minutes. If you did not ask for it, do nothing.",
                  code));
}

Mail address_in_use_mail(const std::string& to) {
  return mail(to, "digitnet: this address has an account",
              "somebody, perhaps you, wanted to use this address for another account. It has one already,\n"
              "and nothing was changed.");
}

Mail address_changed_mail(const std::string& to, const std::string& public_url) {
  return mail(to, "digitnet: your address was changed",
              fmt::format("your account has another email address from now on; this one is no longer used.\n\n"
                          "If it was not you, somebody was in your account: tell who runs {}\nat once.",
                          public_url));
}

Mail account_deleted_mail(const std::string& to) {
  return mail(to, "digitnet: your account was deleted",
              "your account and all that belonged to it were deleted. This is the last mail.");
}

Mail account_exported_mail(const std::string& to, const std::string& public_url) {
  return mail(to, "digitnet: a copy of your data was made",
              fmt::format("an administrator of {} made a copy of all that is held about you,\n"
                          "pictures included, to give it to you. If you did not ask for it, ask them why.",
                          public_url));
}

}  // namespace digitnet::serve
