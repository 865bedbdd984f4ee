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
  bool is_known = false;  ///< it is served, or a version of the server's own, already
};

/// New models in a folder or at an https address that the operator named: `index.json` there is
/// `{"models":[{"name":"...","file":"a.safetensors","sha256":"...","bytes":1,"note":"..."}]}`. Nothing is fetched
/// unless an administrator asks, and nothing that is fetched is served but through Promotion.
class ModelUpdates {
 public:
  ModelUpdates(JobContext& context, Promotion& promotion) : context_(context), promotion_(promotion) {}

  [[nodiscard]] bool is_on() const { return !context_.options.updates.empty(); }
  /// Throws AccountError: invalid when updates are off; busy, with what is wrong, when there is no index to be read.
  [[nodiscard]] std::vector<OfferedModel> look();
  /// Fetches one that look() gave, checks its sum, and makes it a version as Promotion::upload() does. Gives back its
  /// id. Throws as look() and as that; not found for another sum.
  std::string take(const Administrator& by, const std::string& sha256);

 private:
  JobContext& context_;
  Promotion& promotion_;
};

}  // namespace digitnet::serve
