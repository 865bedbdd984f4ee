#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "request.hpp"

namespace digitnet::serve {

/// A file that came with a form.
struct FormFile {
  std::string name;  ///< as the client calls it: to be shown, never a path
  std::string_view bytes;
};

/// The fields of a form that a request carries, of either type. Points into the request's body.
class Form {
 public:
  Form() = default;
  /// Without fields when the body is no form. Throws FormatError for a form that is broken.
  explicit Form(const Request& request);

  /// The value of a field; empty when there is none. Throws FormatError for a field that is there twice. This and
  /// values() throw it for what is no text: bytes that are not UTF-8, or a NUL.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const;
  /// The files of a field that are not empty.
  [[nodiscard]] std::vector<FormFile> files(std::string_view name) const;

 private:
  struct Entry {
    std::string name;
    std::string file_name;
    std::string owned;       ///< what had to be decoded
    std::string_view bytes;  ///< of a multipart form
    [[nodiscard]] std::string_view value() const;
  };
  std::vector<Entry> entries_;
};

}  // namespace digitnet::serve
