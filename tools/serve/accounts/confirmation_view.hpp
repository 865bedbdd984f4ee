#pragma once

#include <string>

#include "clock.hpp"
#include "confirmation_channel.hpp"

namespace digitnet::serve {

/// What a page about a confirmation that is under way may show.
struct ConfirmationView {
  std::string email;            ///< where the mail went
  ConfirmationChannel channel;  ///< of the last mail
  Time expires_at;              ///< of what the last mail held
  int tries_left = 0;           ///< of the code
  Time resend_at;               ///< not before this time
};

}  // namespace digitnet::serve
