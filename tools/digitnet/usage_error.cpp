#include "usage_error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace digitnet::cli {
namespace {

/// The names that options of whole numbers have for their value; those of other numbers are FLOAT and C.
constexpr std::array<std::string_view, 4> kWholeNumbers{"INT", "UINT", "N", "[N]"};

/// The option whose value could not be converted, as the message of CLI11 has it.
const CLI::Option* unconverted_option(const CLI::App& app, const std::string& message) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const CLI::Option* option : command->get_options()) {
      if (message.starts_with("Could not convert: " + option->get_name() + " = ")) return option;
    }
  }
  return nullptr;
}

std::string expected_number(const CLI::Option& option, const std::string& found) {
  if (std::ranges::find(kWholeNumbers, option.get_type_name()) == kWholeNumbers.end()) return "a number";
  const bool whole = found.find_first_not_of("0123456789", found.starts_with('-') ? 1 : 0) == std::string::npos;
  return whole ? "a whole number of fewer digits" : "a whole number";
}

}  // namespace

std::string explain_usage_error(const CLI::App& app, const CLI::ParseError& error) {
  if (const CLI::Option* option = unconverted_option(app, error.what())) {
    const std::string found = CLI::detail::join(option->results());
    return fmt::format("{}: '{}', expected {}", option->get_name(), found, expected_number(*option, found));
  }
  const auto extras = app.remaining(true);
  const bool extra = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
  if (extras.empty() || (!extra && dynamic_cast<const CLI::RequiredError*>(&error) == nullptr)) {
    return error.what();
  }
  // A required argument may be missing because its name was taken for an option.
  std::error_code ignored;
  const bool file = extras.front().starts_with('-') && std::filesystem::exists(extras.front(), ignored);
  return extras.front() + ": no such option or argument" + (file ? "; the file is reached as ./" + extras.front() : "");
}

}  // namespace digitnet::cli
