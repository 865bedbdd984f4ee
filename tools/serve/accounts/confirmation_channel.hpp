#pragma once

#include <optional>
#include <string_view>

namespace digitnet::serve {

/// How a person shows that mail to an address reaches them.
enum class ConfirmationChannel {
  link,  ///< a link to open, good for 24 h
  code,  ///< eight digits to type into the browser that asked for them, good for 10 minutes and 5 tries
};

/// `link`, `code`.
[[nodiscard]] std::string_view name_of(ConfirmationChannel channel);
[[nodiscard]] std::optional<ConfirmationChannel> confirmation_channel_named(std::string_view name);

}  // namespace digitnet::serve
