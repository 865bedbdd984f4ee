#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "digitnet/trainer.hpp"
#include "share_right.hpp"

namespace digitnet::serve {

enum class VersionSource {
  trained,   ///< by its owner, here
  uploaded,  ///< by an administrator
  taken,     ///< by an administrator, from a user's
  update,    ///< by an administrator, from the folder or address of updates
};

/// A model that somebody made: a file of the FileStore, of kind `model`, and what is known of it.
struct ModelVersion {
  std::string id;
  std::optional<std::string> owner_id;  ///< nothing: the server's own
  std::int64_t number = 0;              ///< 1, 2, 3 .. of one owner's
  std::string sha256;
  std::int64_t bytes = 0;
  VersionSource source = VersionSource::trained;
  std::string parent_sha256;  ///< of the model that training began with; empty: unknown
  Time created_at;
  std::string created_by;  ///< the id of a user, who may have gone
  std::string note;        ///< what a person wrote
  History history;         ///< of its training
  std::int64_t trained_images = 0;
  ShareRight held_back_before;             ///< its parent on the images that training did not see; none: no images
  ShareRight held_back_after;              ///< itself
  std::optional<ShareRight> mnist_before;  ///< likewise on MNIST's test images
  std::optional<ShareRight> mnist_after;
};

/// `trained`, `uploaded`, `taken`, `update`.
[[nodiscard]] std::string_view name_of(VersionSource source);
[[nodiscard]] std::optional<VersionSource> version_source_named(std::string_view name);

}  // namespace digitnet::serve
