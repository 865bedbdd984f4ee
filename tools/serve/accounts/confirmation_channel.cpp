#include "confirmation_channel.hpp"

namespace digitnet::serve {

std::string_view name_of(ConfirmationChannel channel) {
  return channel == ConfirmationChannel::link ? "link" : "code";
}

std::optional<ConfirmationChannel> confirmation_channel_named(std::string_view name) {
  for (const ConfirmationChannel channel : {ConfirmationChannel::link, ConfirmationChannel::code}) {
    if (name_of(channel) == name) return channel;
  }
  return std::nullopt;
}

}  // namespace digitnet::serve
