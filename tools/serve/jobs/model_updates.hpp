#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "promotion.hpp"

namespace digitnet::serve {

/// A model that the folder or address of updates offers.
struct OfferedModel {
  std::string name;
  std::string file;  ///< its name there
  std::string sha256;
  std::int64_t bytes = 0;
  std::string note;
  bool is_known = false;  ///< it is served, or a version already
};

/// New models in a folder or at an https address that the operator named: `index.json` there is
/// `{"models":[{"name":"...","file":"a.safetensors","sha256":"...","bytes":1,"note":"..."}]}`. Nothing is fetched
/// unless an administrator asks, and nothing that is fetched is served but through Promotion.
class ModelUpdates {
 public:
  explicit ModelUpdates(JobContext& context) : context_(context) {}

  [[nodiscard]] bool is_on() const { return !context_.options.updates.empty(); }
  /// Throws AccountError (busy), saying what is wrong, when it cannot be read; invalid when updates are off.
  [[nodiscard]] std::vector<OfferedModel> look();
  /// Fetches one that look() gave, checks its sum, and makes it a version as Promotion::upload() does. Gives back its
  /// id. Throws likewise.
  std::string take(const Administrator& by, const std::string& sha256);

 private:
  JobContext& context_;
};

}  // namespace digitnet::serve
