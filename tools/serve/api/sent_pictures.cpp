#include "sent_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "header_value.hpp"
#include "multipart.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kForm = "multipart/form-data";
constexpr std::array<std::string_view, 9> kRaw{"application/octet-stream",
                                               "image/png",
                                               "image/jpeg",
                                               "image/bmp",
                                               "image/x-ms-bmp",
                                               "image/x-portable-graymap",
                                               "image/x-portable-pixmap",
                                               "image/x-portable-anymap",
                                               ""};

std::string type_of(const Request& request) try {
  return parse_header_value(request.field("Content-Type")).value;
} catch (const FormatError& error) {
  throw UnfitRequest(400, fmt::format("Content-Type: {}.", error.what()));
}

std::vector<MultipartPart> parts_of(const Request& request) try {
  return parse_multipart(request.body, request.field("Content-Type"));
} catch (const FormatError& error) {
  throw UnfitRequest(400, error.what());
}

}  // namespace

SentPicture take_picture(Request& request) {
  const std::string type = type_of(request);
  if (type == kForm) return std::move(take_pictures(request, 1).front());
  if (std::ranges::find(kRaw, type) == kRaw.end()) {
    throw UnfitRequest(415, fmt::format("Content-Type: expected a picture (image/png, image/jpeg, image/bmp, "
                                        "image/x-portable-graymap, application/octet-stream) or {}.",
                                        kForm));
  }
  return {"-", std::move(request.body)};
}

std::vector<SentPicture> take_pictures(Request& request, std::size_t most) {
  if (type_of(request) != kForm) throw UnfitRequest(415, fmt::format("Content-Type: expected {}.", kForm));
  std::vector<SentPicture> pictures;
  for (const MultipartPart& part : parts_of(request)) {
    if (part.name != "image") throw UnfitRequest(400, "The form may hold files called image, and nothing else.");
    if (pictures.size() == most) throw UnfitRequest(400, fmt::format("The form may hold {} pictures at most.", most));
    pictures.push_back({part.file_name.empty() ? "-" : part.file_name, std::string(part.content)});
  }
  if (pictures.empty()) throw UnfitRequest(400, "The form holds no file called image.");
  return pictures;
}

}  // namespace digitnet::serve
