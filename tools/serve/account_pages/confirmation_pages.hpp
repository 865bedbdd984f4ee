#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account_frame.hpp"
#include "confirmation_view.hpp"
#include "form_fields.hpp"

namespace digitnet::serve {

/// The pages of something that a mail confirms: a new account, or a new address.

struct ConfirmationPlace {
  std::string action;                   ///< where the form with the code goes
  std::string start;                    ///< where to begin anew when nothing can be confirmed any more
  bool can_resend = false;              ///< `/resend` below `action` sends another mail
  const AccountError* error = nullptr;  ///< what was wrong with what was sent
};

/// What waits for a code to be typed, or for a link to be opened.
[[nodiscard]] Response confirmation_page(const AccountFrame& frame, const Visit& visit,
                                         const std::optional<ConfirmationView>& view, const ConfirmationPlace& place);

struct LinkPage {
  std::string title;
  std::string question;
  std::string start;
  std::vector<FormField> fields = {};
  const AccountError* error = nullptr;  ///< what was wrong with what was sent
};

/// What a link in a mail opens: a button, because programs that look through mail open links, too.
[[nodiscard]] Response link_page(const AccountFrame& frame, const Visit& visit,
                                 const std::optional<ConfirmationView>& view, const LinkPage& page);

/// The page about a link that is used or too old.
[[nodiscard]] Response dead_link_page(const AccountFrame& frame, const Visit& visit, const std::string& start);

/// The cookie of a flow, which lives as long as its link does.
[[nodiscard]] Field flow_cookie(const CookieNames& cookies, const std::string& token);

[[nodiscard]] ConfirmationChannel asked_channel(const Visit& visit);

/// Keeps a page whose address holds a token from telling it to others.
void hide_referrer(Response& response);

}  // namespace digitnet::serve
