#pragma once

#include <kainjow/mustache.hpp>
#include <string>
#include <vector>

namespace digitnet::serve {

/// What a template is filled with; `set()` and `push_back()` make it.
using PageData = kainjow::mustache::data;

/// What the navigation shows beside the pages for everybody.
struct PageVisitor {
  bool has_accounts = false;  ///< the server keeps accounts
  bool is_signed_in = false;
  bool is_admin = false;
};

/// What all pages for one visitor have in common.
struct PageFrame {
  std::string assets;  ///< Assets::prefix()
  PageVisitor visitor = {};
};

/// A page: what the layout needs beside the content.
struct WebPage {
  std::string name;        ///< of its template; up to a `_` of the entry of the navigation that it belongs to
  std::string title;       ///< in the browser's tab
  std::string script;      ///< its module; empty: none
  std::string stylesheet;  ///< empty: none but the common one
};

/// Fills the template of `page` and puts the result into the layout. All values are
/// escaped, but those of triple braces, which are charts of our own.
[[nodiscard]] std::string render_page(const WebPage& page, PageData data, const PageFrame& frame);

/// Pictures, as SVG, that stand side by side or, on a phone, one above the other.
[[nodiscard]] PageData panels(const std::vector<std::string>& pictures);

}  // namespace digitnet::serve
