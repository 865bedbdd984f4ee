#include "history_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "digitnet/error.hpp"
#include "epoch_json.hpp"

namespace digitnet::cli {
namespace {

constexpr std::string_view kCsvHeader =
    "epoch,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds\n";

std::string number(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

// The rate is a float: as a double it would show a tail of digits that nobody set.
std::string csv_line(const EpochRecord& record) {
  return fmt::format("{},{},{},{},{},{},{:.3f}\n", record.epoch, record.loss, record.accuracy,
                     number(record.validation_loss), number(record.validation_accuracy),
                     static_cast<float>(record.learning_rate), record.seconds);
}

std::string json_line(const EpochRecord& record) {
  auto json = epoch_json(record);
  json["seconds"] = std::round(record.seconds * 1000) / 1000;
  return json.dump() + "\n";
}

}  // namespace

void check_history_name(const std::string& path) {
  if (!path.ends_with(".csv") && !path.ends_with(".jsonl")) {
    throw ArgumentError(fmt::format("--history: {}: the name ends in neither .csv nor .jsonl", path));
  }
}

HistoryFile::HistoryFile(const std::string& path, const History& so_far)
    : path_((check_history_name(path), path)), csv_(path.ends_with(".csv")), file_(std::fopen(path.c_str(), "wb")) {
  if (!file_) {
    throw FileError(fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
  }
  if (csv_) {
    std::fwrite(kCsvHeader.data(), 1, kCsvHeader.size(), file_.get());
  }
  for (const EpochRecord& record : so_far) {
    append(record);
  }
}

void HistoryFile::append(const EpochRecord& record) {
  const std::string line = csv_ ? csv_line(record) : json_line(record);
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size() || std::fflush(file_.get()) != 0) {
    throw FileError(fmt::format("{}: cannot be written: {}", path_, std::strerror(errno)));
  }
}

}  // namespace digitnet::cli
