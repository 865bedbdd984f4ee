#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model_version.hpp"
#include "page.hpp"
#include "page_template.hpp"
#include "trials.hpp"

namespace digitnet::serve {

inline constexpr std::int64_t kTrialsPerPage = 50;

/// A model that a form offers to read with.
struct ModelOption {
  TrialModelName name;
  std::string text;
  std::string sha256;
};

/// What a user may have digits read with.
struct ReadableModels {
  std::vector<ModelVersion> versions;
  std::optional<ModelVersion> used;  ///< the version that they read with; nothing: what everybody is served
  std::string served_sha256;
};

/// The one that they read with first.
[[nodiscard]] std::vector<ModelOption> model_options(const ReadableModels& models);

/// What the page of all tests shows.
struct TestsView {
  std::int64_t page = 1;
  Page<Trial> trials;  ///< the latest first
  TrialUse use;
  std::vector<ModelOption> models;
};

/// For templates/tests.mustache.
[[nodiscard]] PageData tests_data(const TestsView& view);

/// A list for a form.
[[nodiscard]] PageData models_data(const std::vector<ModelOption>& models);

}  // namespace digitnet::serve
