#include "sent_pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "content_type.hpp"
#include "multipart.hpp"

namespace digitnet::serve {
namespace {

constexpr std::array<std::string_view, 10> kRaw{"application/octet-stream", "image/png", "image/jpeg", "image/bmp",
                                                "image/x-ms-bmp", "image/x-portable-graymap", "image/x-portable-pixmap",
                                                "image/x-portable-anymap",
                                                // What curl says of --data-binary unless it is told.
                                                "application/x-www-form-urlencoded", ""};

std::string media_type(std::string_view field) try {
  return field.empty() ? "" : parse_content_type(field).media_type;
} catch (const FormatError& error) {
  throw UnfitRequest(400, error.what());
}

std::vector<MultipartPart> parts_of(const Request& request) try {
  return parse_multipart(request.body, request.field("Content-Type"));
} catch (const FormatError& error) {
  throw UnfitRequest(400, error.what());
}

UnfitRequest too_many(std::size_t most) {
  return {400, most == 1 ? "The form may hold one picture; several go to /api/v1/recognize/batch."
                         : fmt::format("The form may hold {} pictures at most.", most)};
}

std::vector<SentPicture> pictures_in_form(const Request& request, std::size_t most) {
  std::vector<SentPicture> pictures;
  for (MultipartPart& part : parts_of(request)) {
    if (part.name != "image") throw UnfitRequest(400, "The form may hold files called image, and nothing else.");
    if (pictures.size() == most) throw too_many(most);
    pictures.push_back({part.file_name.empty() ? "-" : std::move(part.file_name), part.body});
  }
  if (pictures.empty()) throw UnfitRequest(400, "The form holds no file called image.");
  return pictures;
}

}  // namespace

SentPicture sent_picture(const Request& request) {
  const std::string type = media_type(request.field("Content-Type"));
  const bool is_form = type == "multipart/form-data";
  if (!is_form && std::ranges::find(kRaw, type) == kRaw.end()) {
    throw UnfitRequest(415,
                       "Content-Type: expected image/png, image/jpeg, image/bmp, image/x-portable-graymap, "
                       "application/octet-stream or multipart/form-data.");
  }
  SentPicture picture = is_form ? pictures_in_form(request, 1).front() : SentPicture{"-", request.body};
  if (picture.bytes.size() > kMostPicture_bytes) throw UnfitRequest(413, "The picture is larger than 12 MB.");
  return picture;
}

std::vector<SentPicture> sent_pictures(const Request& request) {
  if (!is_multipart(request.field("Content-Type"))) {
    throw UnfitRequest(415, "Content-Type: expected multipart/form-data.");
  }
  return pictures_in_form(request, kMostBatchPictures);
}

}  // namespace digitnet::serve
