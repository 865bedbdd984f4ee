#include "sql_parameters.hpp"

#include <algorithm>

namespace digitnet::serve {
namespace {

bool is_name_character(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

// Where what begins at `start` ends, the closing mark included; the end of the text when nothing closes it.
std::size_t end_of(std::string_view sql, std::size_t start, std::string_view opening, std::string_view closing) {
  const auto found = sql.find(closing, start + opening.size());
  return found == std::string_view::npos ? sql.size() : found + closing.size();
}

class Renaming {
 public:
  explicit Renaming(std::string_view sql) : sql_(sql) {}

  NumberedSql run() {
    while (at_ < sql_.size()) step();
    return result_;
  }

 private:
  void step() {
    const auto rest = sql_.substr(at_);
    if (rest[0] == '\'' || rest[0] == '"') return keep(end_of(sql_, at_, rest.substr(0, 1), rest.substr(0, 1)));
    if (rest.starts_with("--")) return drop(end_of(sql_, at_, "--", "\n"));
    if (rest.starts_with("/*")) return drop(end_of(sql_, at_, "/*", "*/"));
    if (rest.starts_with("::")) return keep(at_ + 2);
    if (rest[0] == ':' && rest.size() > 1 && is_name_character(rest[1])) return rename();
    keep(at_ + 1);
  }

  void keep(std::size_t end) {
    result_.text += sql_.substr(at_, end - at_);
    at_ = end;
  }

  void drop(std::size_t end) {
    result_.text += ' ';
    at_ = end;
  }

  void rename() {
    const auto end =
        std::find_if_not(sql_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, sql_.end(), is_name_character);
    at_ = static_cast<std::size_t>(end - sql_.begin());
    // The space keeps a cast that follows from being taken for a part of the name.
    result_.text += ":p" + std::to_string(++result_.parameters) + ' ';
  }

  std::string_view sql_;
  std::size_t at_ = 0;
  NumberedSql result_;
};

}  // namespace

NumberedSql number_parameters(std::string_view sql) {
  return Renaming(sql).run();
}

}  // namespace digitnet::serve
