#pragma once

#include <string>
#include <vector>

namespace digitnet::cli {

/// One picture that is to be read, or why there is none.
struct ListedPicture {
  std::string name;
  std::string error;  ///< one line that begins with `name`; empty: fine so far
};

/// The pictures that `names` stand for, in their order. With `recursive`, a folder stands for all files below it
/// whose names end as pictures do, in the order of names.
///
/// Throws ArgumentError when standard input is named twice.
[[nodiscard]] std::vector<ListedPicture> list_pictures(const std::vector<std::string>& names, bool recursive);

/// Gives each pipe or device an error, which ends in `instead`: a run that reads from one that nobody writes to would
/// wait for ever.
void refuse_pipes(std::vector<ListedPicture>& pictures, const std::string& instead);

}  // namespace digitnet::cli
