#include "admin_frame.hpp"

#include <algorithm>
#include <utility>

#include "percent_escape.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {
namespace {

struct Place {
  const char* path;
  const char* text;
};
constexpr Place kPlaces[] = {{"/admin", "Overview"},  {"/admin/users", "Users"},     {"/admin/models", "Models"},
                             {"/admin/jobs", "Jobs"}, {"/admin/audit", "Audit log"}, {"/admin/mails", "Mails"}};

bool is_at(const std::string& path, const std::string& place) {
  return path == place || (place != "/admin" && path.starts_with(place + "/"));
}

PageData places(const std::string& path) {
  PageData list{PageData::type::list};
  for (const Place& place : kPlaces) {
    PageData entry;
    entry.set("href", place.path);
    entry.set("text", place.text);
    entry.set("is_here", is_at(path, place.path));
    list.push_back(entry);
  }
  return list;
}

}  // namespace

Response AdminFrame::page(const Visit& visit, const char* name, const std::string& title, PageData data,
                          int status) const {
  data.set("places", places(visit.request.path));
  return frame_.page(visit, account_page(name, title), std::move(data), status);
}

Response AdminFrame::refused(const Visit& visit, const char* name, const std::string& title, PageData data,
                             const AccountError& error) const {
  data.set("places", places(visit.request.path));
  return frame_.refused(visit, account_page(name, title), std::move(data), error);
}

void set_pager(PageData& data, const std::string& path, const ShownPart& shown) {
  const PageRequest& part = shown.part;
  const auto at = [&](std::int64_t offset) {
    return address_with(path, shown.query, "offset", std::to_string(offset));
  };
  if (part.offset > 0) data.set("newer", at(std::max<std::int64_t>(0, part.offset - part.limit)));
  if (shown.has_more) data.set("older", at(part.offset + part.limit));
  data.set("several_pages", part.offset > 0 || shown.has_more);
}

std::string address_with(const std::string& path, std::string_view query, std::string_view name,
                         const std::string& value) {
  std::string address = path;
  const auto add = [&](std::string_view key, std::string_view text) {
    address += address.size() == path.size() ? '?' : '&';
    address += percent_escape(std::string(key)) + "=" + percent_escape(std::string(text));
  };
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (parameter.name != name && !parameter.value.empty()) add(parameter.name, parameter.value);
  }
  if (!value.empty()) add(name, value);
  return address;
}

PageData fact(const std::string& name, const std::string& value) {
  PageData data;
  data.set("name", name);
  data.set("value", value);
  return data;
}

void add_admin_page(Routes& routes, Gate& gate, GatedRoute route) {
  route.access = Access::admin;
  route.scope = std::nullopt;
  gate.add(routes, std::move(route));
}

}  // namespace digitnet::serve
