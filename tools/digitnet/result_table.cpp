#include "result_table.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "csv.hpp"
#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "output_path.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestTable_bytes = std::uint64_t{4} << 30;
constexpr std::uint64_t kLargestOptions_bytes = 1 << 20;

[[noreturn]] void fail(const std::string& path, const std::string& problem) {
  throw FileError(fmt::format("--csv: {}: {}", path, problem));
}

std::string read_text(const std::string& path, std::uint64_t limit_bytes) {
  const auto bytes = read_file(path, limit_bytes);
  return {bytes.begin(), bytes.end()};
}

std::string options_path(const std::string& table) {
  return table + ".options";
}

std::string to_json(const std::vector<RunOption>& options) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const RunOption& option : options) {
    json[option.name] = option.value;
  }
  return json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

bool holds_rows(const std::string& path) {
  std::error_code ignored;
  return fs::exists(path, ignored) && fs::file_size(path, ignored) > 0;
}

void check_same_options(const std::string& path, const std::vector<RunOption>& options) {
  if (!fs::exists(options_path(path))) {
    throw ArgumentError(
        fmt::format("--csv: {}: is there already, but no {} that tells what it was begun with; take "
                    "another name, or delete it",
                    path, options_path(path)));
  }
  const auto begun = nlohmann::json::parse(read_text(options_path(path), kLargestOptions_bytes), nullptr, false);
  if (!begun.is_object()) {
    throw FormatError(options_path(path) + ": expected a JSON object of options");
  }
  const auto now = nlohmann::json::parse(to_json(options));
  for (const RunOption& option : options) {
    const std::string before = begun.contains(option.name) ? begun[option.name].dump() : "nothing";
    if (before != now[option.name].dump()) {
      throw ArgumentError(fmt::format("{}: {} was begun with {}, now it is {}; take another file, or delete that one",
                                      option.name, path, before, now[option.name].dump()));
    }
  }
}

}  // namespace

ResultTable::ResultTable(std::string path, const std::string& header, const std::vector<RunOption>& options)
    : path_(std::move(path)) {
  check_extension("--csv", path_, ".csv");
  check_output_path("--csv", path_);
  open_alone();
  try {
    if (holds_rows(path_)) {
      check_same_options(path_, options);
      read_earlier_rows(header);
    } else {
      write_file(options_path(path_), to_json(options));
    }
    if (size_bytes_ == 0) {
      append(header);
      flush();
    }
  } catch (...) {
    close(file_);
    throw;
  }
}

ResultTable::~ResultTable() {
  close(file_);
}

void ResultTable::open_alone() {
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) {
    fail(path_, std::string("cannot be written: ") + std::strerror(errno));
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(file_);
    fail(path_, "another run is writing it");
  }
}

void ResultTable::read_earlier_rows(const std::string& header) {
  CsvRows table = parse_csv(read_text(path_, kLargestTable_bytes));
  const CsvRows expected = parse_csv(header);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const bool fits = i == 0 ? table.rows[0] == expected.rows[0] : table.rows[i].size() == expected.rows[0].size();
    if (!fits) {
      throw FormatError(fmt::format(
          "--csv: {}: row {} is not as this command writes it; take another name, or delete it", path_, i + 1));
    }
  }
  if (ftruncate(file_, static_cast<off_t>(table.bytes)) != 0) {
    fail(path_, std::string("cannot be written: ") + std::strerror(errno));
  }
  size_bytes_ = table.bytes;
  if (!table.rows.empty()) {
    table.rows.erase(table.rows.begin());
  }
  earlier_rows_ = std::move(table.rows);
}

void ResultTable::flush() {
  std::size_t written = 0;
  while (written < waiting_.size()) {
    const std::string_view rest = std::string_view(waiting_).substr(written);
    const ssize_t count = pwrite(file_, rest.data(), rest.size(), static_cast<off_t>(size_bytes_ + written));
    if (count < 0 && errno != EINTR) {
      // What was written of the last row by half stays; the next run drops it.
      fail(path_, std::string("cannot be written: ") + std::strerror(errno));
    }
    written += static_cast<std::size_t>(count > 0 ? count : 0);
  }
  size_bytes_ += waiting_.size();
  waiting_.clear();
}

void ResultTable::finish() {
  flush();
  if (fsync(file_) != 0 && errno != EINVAL && errno != EROFS) {
    fail(path_, std::string("cannot be written: ") + std::strerror(errno));
  }
}

}  // namespace digitnet::cli
