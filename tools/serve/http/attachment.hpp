#pragma once

#include <string>
#include <utility>

#include "response.hpp"

namespace digitnet::serve {

struct Attachment {
  std::string content_type;
  std::string file_name;  ///< that the browser proposes: letters of ASCII, dots and dashes
  std::string bytes;
};

/// A file that a browser saves and that nobody else keeps.
[[nodiscard]] inline Response attachment_answer(Attachment attachment) {
  return {200,
          std::move(attachment.content_type),
          std::move(attachment.bytes),
          {{"Cache-Control", "no-store"},
           {"Content-Disposition", "attachment; filename=\"" + attachment.file_name + "\""}}};
}

}  // namespace digitnet::serve
