#include "form.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "content_type.hpp"
#include "digitnet/error.hpp"
#include "multipart.hpp"
#include "urlencoded.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kUrlencoded = "application/x-www-form-urlencoded";

}  // namespace

Form::Form(const Request& request) {
  const std::string_view type = request.field("Content-Type");
  if (type.empty() || request.body.empty()) return;
  if (is_multipart(type)) {
    for (MultipartPart& part : parse_multipart(request.body, type)) {
      entries_.push_back({std::move(part.name), std::move(part.file_name), {}, part.body});
    }
  } else if (parse_content_type(type).media_type == kUrlencoded) {
    for (Parameter& parameter : parse_urlencoded(request.body)) {
      entries_.push_back({std::move(parameter.name), {}, std::move(parameter.value), {}});
    }
  }
}

std::string_view Form::Entry::value() const {
  if (!is_text(bytes)) throw FormatError(fmt::format("field {} of a form: expected UTF-8 without NUL", name));
  return owned.empty() ? bytes : owned;
}

std::string_view Form::value(std::string_view name) const {
  const std::vector<std::string_view> all = values(name);
  if (all.size() > 1) throw FormatError(fmt::format("field {} of a form: expected once", name));
  return all.empty() ? std::string_view() : all.front();
}

bool Form::has(std::string_view name) const {
  return std::ranges::find(entries_, name, &Entry::name) != entries_.end();
}

std::vector<std::string_view> Form::values(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const Entry& entry : entries_) {
    if (entry.name == name) values.push_back(entry.value());
  }
  return values;
}

std::vector<FormFile> Form::files(std::string_view name) const {
  std::vector<FormFile> files;
  for (const Entry& entry : entries_) {
    if (entry.name == name && !entry.bytes.empty()) files.push_back({entry.file_name, entry.bytes});
  }
  return files;
}

}  // namespace digitnet::serve
