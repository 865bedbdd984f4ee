#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace digitnet::cli {

/// An option that decides what stands in the rows.
struct RunOption {
  std::string name;
  std::string value;
};

/// A CSV file that grows row by row and that a later run with the same options goes on with. Its rows are in it after
/// flush(), whatever happens to the program then. Beside it lies a small file, its name with `.options` behind, that
/// tells what it was begun with.
class ResultTable {
 public:
  /// Opens the file at `path`, named by `--csv`, or makes it. A row at its end that was written by half is taken away.
  ///
  /// Throws ArgumentError when what is there was begun with other options, or is no such table; FileError when it
  /// cannot be read or written, or another run is at it.
  ResultTable(std::string path, const std::string& header, const std::vector<RunOption>& options);
  ~ResultTable();
  ResultTable(const ResultTable&) = delete;
  ResultTable& operator=(const ResultTable&) = delete;

  [[nodiscard]] const std::string& path() const { return path_; }
  /// The rows that were there, without the header.
  [[nodiscard]] const std::vector<std::vector<std::string>>& earlier_rows() const { return earlier_rows_; }

  void append(const std::string& rows) { waiting_ += rows; }
  /// Writes what was appended. Throws FileError; whole rows stay.
  void flush();
  /// Flushes, and makes sure that it survives a power cut.
  void finish();

 private:
  void open_alone();
  void read_earlier_rows(const std::string& header);

  std::string path_;
  int file_ = -1;
  std::size_t size_bytes_ = 0;  // of whole rows
  std::string waiting_;
  std::vector<std::vector<std::string>> earlier_rows_;
};

}  // namespace digitnet::cli
