#include "page_template.hpp"

#include <cassert>
#include <string_view>

#include "web_files.hpp"

namespace digitnet::serve {
namespace {

using kainjow::mustache::mustache;

std::string template_text(const std::string& name) {
  for (const WebFile& file : web_templates()) {
    if (file.name == name + ".mustache") return std::string(file.bytes);
  }
  assert(false && "no such template");
  return {};
}

// A template is parsed each time it is filled: kainjow's renderer keeps state in it, and it takes microseconds.
std::string fill(const std::string& name, const PageData& data) {
  mustache page(template_text(name));
  assert(page.is_valid());
  return page.render(data);
}

}  // namespace

std::string render_page(const WebPage& page, PageData data, const PageFrame& frame) {
  data.set("assets", frame.assets);
  data.set("is_signed_in", frame.visitor.is_signed_in);
  // A part and a value cannot have the same name.
  for (const char* part : {"admin_nav", "channels", "comparison", "digit", "figure", "form_fields", "line", "notices",
                           "pager", "provider_buttons", "run"}) {
    data.set(part, kainjow::mustache::partial([part] { return template_text(part); }));
  }
  PageData layout;
  layout.set("content", fill(page.name, data));
  layout.set("title", page.title);
  layout.set("assets", frame.assets);
  layout.set("at_" + page.name.substr(0, page.name.find('_')), true);
  layout.set("has_accounts", frame.visitor.has_accounts);
  layout.set("is_signed_in", frame.visitor.is_signed_in);
  layout.set("is_admin", frame.visitor.is_admin);
  if (!page.script.empty()) layout.set("script", page.script);
  if (!page.stylesheet.empty()) layout.set("stylesheet", page.stylesheet);
  return fill("layout", layout);
}

PageData panels(const std::vector<std::string>& pictures) {
  PageData list{PageData::type::list};
  for (const std::string& picture : pictures) {
    PageData data;
    data.set("panel", picture);
    list.push_back(data);
  }
  return list;
}

}  // namespace digitnet::serve
