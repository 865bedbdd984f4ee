#pragma once

#include <string>
#include <vector>

namespace digitnet::serve {

/// A picture of one digit, and which.
struct LabelledPicture {
  std::string sha256;  ///< of its bytes
  int label = 0;
  std::string png;
};

/// How many labelled pictures a user has.
struct PictureCounts {
  int pictures = 0;
  int labels = 0;  ///< that differ
};

/// Where training gets a user's pictures from.
class UserPictures {
 public:
  virtual ~UserPictures() = default;
  /// All that are labelled, in an order of their own. Throws DatabaseError, FileError.
  [[nodiscard]] virtual std::vector<LabelledPicture> pictures_of(const std::string& user_id) = 0;
  [[nodiscard]] virtual PictureCounts count(const std::string& user_id) = 0;
};

}  // namespace digitnet::serve
