#pragma once

#include <functional>
#include <string>

#include "account_hooks.hpp"
#include "clock.hpp"
#include "database.hpp"
#include "password_hasher.hpp"

namespace digitnet::serve {

/// What the services of this room share. It outlives them.
struct AccountContext {
  Database& database;
  Clock clock;
  std::string public_url;  ///< what links in mails begin with, such as `https://digits.example`, with no `/` at its end
  PasswordHasher hasher{};
  AccountHooks hooks{};
  std::function<void()> mail_is_waiting = [] {};  ///< called once mail that was queued is durable
};

}  // namespace digitnet::serve
