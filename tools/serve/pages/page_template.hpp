#pragma once

#include <kainjow/mustache.hpp>
#include <string>

namespace digitnet::serve {

/// What a template is filled with.
using PageData = kainjow::mustache::data;

/// A page: what the layout needs beside the content.
struct Page {
  std::string name;        ///< of its template, of its style sheet, and of the flag that marks it in the navigation
  std::string title;       ///< in the browser's tab
  std::string script;      ///< its module; empty: none
  std::string stylesheet;  ///< empty: none but the common one
};

/// Fills the template of `page` and puts the result into the layout. `assets` is Assets::prefix(). All values are
/// escaped, but those of triple braces, which are charts of our own.
[[nodiscard]] std::string render_page(const Page& page, PageData data, const std::string& assets);

}  // namespace digitnet::serve
