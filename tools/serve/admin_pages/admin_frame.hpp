#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "account_frame.hpp"
#include "maintenance.hpp"
#include "page.hpp"

namespace digitnet::serve {

/// What the pages for administrators are made with; the frame outlives it.
class AdminFrame {
 public:
  explicit AdminFrame(const AccountFrame& frame) : frame_(frame) {}

  /// The page with the navigation among them, in which `/admin/...` that begins as the request does is where one is.
  [[nodiscard]] Response page(const Visit& visit, const char* name, const std::string& title, PageData data,
                              int status = 200) const;
  /// Likewise with what was wrong.
  [[nodiscard]] Response refused(const Visit& visit, const char* name, const std::string& title, PageData data,
                                 const AccountError& error) const;

 private:
  const AccountFrame& frame_;
};

/// A part of a list that a page shows, and the query that asked for it.
struct ShownPart {
  std::string_view query;
  PageRequest part;
  bool has_more = false;
};

/// Sets what templates/pager.mustache shows: the parts of the list before and after this one, which `path` shows.
void set_pager(PageData& data, const std::string& path, const ShownPart& shown);

/// `path?query` with `name` set to `value`.
[[nodiscard]] std::string address_with(const std::string& path, std::string_view query, std::string_view name,
                                       const std::string& value);

/// An entry of a list of facts: `name`, `value`.
[[nodiscard]] PageData fact(const std::string& name, const std::string& value);

/// Adds a page for administrators.
void add_admin_page(Routes& routes, Gate& gate, GatedRoute route);

}  // namespace digitnet::serve
