#pragma once

#include <memory>
#include <string>

namespace digitnet::test {

/// What a browser does on the way through a provider: it keeps cookies, follows redirects and presses buttons.
class Browser {
 public:
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  /// Opens an authorization URL, presses the button `name=value` on the page that it leads to, and follows redirects
  /// until one leads to `home`, where nobody listens. Gives back the query that the browser brings there. Throws
  /// std::runtime_error when that does not come.
  [[nodiscard]] std::string pass(const std::string& url, const std::string& button, const std::string& home);

 private:
  /// The place that a redirect leads to; empty when the answer is a page.
  [[nodiscard]] std::string open(const std::string& url, const std::string& form = "");

  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace digitnet::test
