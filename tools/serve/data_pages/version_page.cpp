#include "version_page.hpp"

#include <fmt/format.h>

#include <optional>

#include "account_frame.hpp"
#include "training_curve_svg.hpp"
#include "trial_words.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

std::string points(const ShareRight& before, const ShareRight& after) {
  return fmt::format("{:+.2f} points", 100 * (after.accuracy() - before.accuracy()));
}

/// A row of the table of before and after.
std::optional<PageData> comparison(const char* images, const std::optional<ShareRight>& before,
                                   const std::optional<ShareRight>& after) {
  if (!before || !after || after->images == 0 || before->images == 0) return std::nullopt;
  PageData data;
  data.set("images", images);
  data.set("count", with_thousands(after->images));
  data.set("before", share_text(*before));
  data.set("before_interval", interval_text(*before));
  data.set("after", share_text(*after));
  data.set("after_interval", interval_text(*after));
  data.set("change", points(*before, *after));
  return data;
}

PageData comparisons(const ModelVersion& version) {
  PageData list{PageData::type::list};
  for (const auto& row :
       {comparison("Your digits that were held back", version.held_back_before, version.held_back_after),
        comparison("MNIST's test images", version.mnist_before, version.mnist_after)}) {
    if (row) list.push_back(*row);
  }
  return list;
}

PageData common_data(const ModelVersion& version, bool is_used) {
  PageData data;
  data.set("id", version.id);
  data.set("number", std::to_string(version.number));
  data.set("when", shown_time(version.created_at));
  data.set("note", version.note);
  data.set("is_used", is_used);
  data.set("trained", with_thousands(version.trained_images));
  const PageData rows = comparisons(version);
  data.set("has_comparisons", rows.is_non_empty_list());
  data.set("comparisons", rows);
  return data;
}

}  // namespace

PageData versions_data(const Page<ModelVersion>& versions, const std::string& used) {
  PageData list{PageData::type::list};
  for (const ModelVersion& version : versions.rows) list.push_back(common_data(version, version.id == used));
  PageData data;
  data.set("has_versions", !versions.rows.empty());
  data.set("versions", list);
  data.set("uses_served", used.empty());
  return data;
}

PageData version_data(const ModelVersion& version, bool is_used) {
  PageData data = common_data(version, is_used);
  data.set("sha256", version.sha256);
  if (!version.history.empty()) {
    PageData panels{PageData::type::list};
    for (const std::string& picture : cli::training_panels_svg(version.history)) {
      PageData panel;
      panel.set("panel", picture);
      panels.push_back(panel);
    }
    data.set("has_curves", true);
    data.set("curves", panels);
  }
  return data;
}

}  // namespace digitnet::serve
