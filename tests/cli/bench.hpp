#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "support/process.hpp"

namespace digitnet::test {

/// A folder of its own for each test, gone afterwards, and the command run in it.
class Bench {
 public:
  Bench();
  ~Bench();
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  /// The path of `name` in the folder.
  [[nodiscard]] std::string path(const std::string& name = "") const;
  std::string write(const std::string& name, const std::string& bytes) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  [[nodiscard]] bool exists(const std::string& name) const;

  /// `digitnet` with these words. Its data folder is `data` here, and its temporary files go to `tmp` here.
  [[nodiscard]] std::vector<std::string> command(std::vector<std::string> words) const;
  [[nodiscard]] ProcessOptions options() const;
  [[nodiscard]] ProcessResult run(std::vector<std::string> words) const;
  [[nodiscard]] ProcessResult run(std::vector<std::string> words, const ProcessOptions& options) const;

  /// A small data set in MNIST's layout at `name`, and a small architecture that learns it at `tiny.json`.
  std::string make_idx_folder(const std::string& name, int train_images = 400) const;
  std::string make_architecture() const;
  /// Trains on such data for a few epochs and returns the model's path.
  std::string make_model(const std::string& name = "model.safetensors") const;
  /// A picture of `digit` at `name`, dark ink on light.
  std::string make_picture(const std::string& name, int digit) const;

 private:
  std::filesystem::path folder_;
};

/// Whether `text` is exactly one line that begins with `digitnet: `, as every error is.
[[nodiscard]] bool is_one_error_line(const std::string& text);

}  // namespace digitnet::test
