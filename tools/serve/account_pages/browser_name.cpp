#include "browser_name.hpp"

#include <array>
#include <utility>

namespace digitnet::serve {
namespace {

using Sign = std::pair<std::string_view, std::string_view>;

// Browsers call themselves by each other's names, so those who are alone with theirs come first.
constexpr std::array<Sign, 5> kBrowsers{
    {{"Edg/", "Edge"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}}};
constexpr std::array<Sign, 6> kSystems{{{"Android", "Android"},
                                        {"iPhone", "iPhone"},
                                        {"iPad", "iPad"},
                                        {"Windows", "Windows"},
                                        {"Mac OS X", "macOS"},
                                        {"Linux", "Linux"}}};

template <std::size_t N>
std::string_view find(const std::array<Sign, N>& signs, std::string_view text) {
  for (const auto& [sign, name] : signs) {
    if (text.find(sign) != std::string_view::npos) return name;
  }
  return {};
}

}  // namespace

std::string browser_name(std::string_view user_agent) {
  if (user_agent.empty()) return "A program without a name";
  const std::string_view browser = find(kBrowsers, user_agent);
  if (browser.empty()) return std::string(user_agent.substr(0, user_agent.find_first_of(" (")));
  const std::string_view system = find(kSystems, user_agent);
  return std::string(browser) + (system.empty() ? "" : " on " + std::string(system));
}

}  // namespace digitnet::serve
