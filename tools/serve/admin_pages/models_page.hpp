#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account_frame.hpp"
#include "model_updates.hpp"
#include "promotion.hpp"

namespace digitnet::serve {

/// What the page of all models shows.
struct ModelsView {
  Served served;
  Page<ModelVersion> versions;
  Page<PromotionRow> history;
  std::optional<TestSet> test_set;
  Page<UserVersion> of_users;  ///< the latest
  bool updates_on = false;
  std::optional<std::vector<OfferedModel>> updates;  ///< once an administrator asked
};

/// For templates/admin_models.mustache, but for what the form of an upload needs.
[[nodiscard]] PageData models_data(const ModelsView& view);

/// What the page of one shows.
struct ModelView {
  ModelVersion version;
  PromotionGate gate;
  Served served;
  std::string evaluation;  ///< where one that is under way stands; empty: there is none
};

/// For templates/admin_model.mustache, but for what its forms need.
[[nodiscard]] PageData model_data(const ModelView& view);

}  // namespace digitnet::serve
