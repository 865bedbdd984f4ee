#include "models_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shown_size.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kShownOfSum = 12;

std::string source_of(const ModelVersion& version) {
  switch (version.source) {
    case VersionSource::trained:
      return "trained here";
    case VersionSource::uploaded:
      return "uploaded";
    case VersionSource::taken:
      return "taken from a user";
    case VersionSource::update:
      return "an update";
  }
  return "";
}

std::string mnist_of(const ModelVersion& version) {
  return version.mnist_after ? fmt::format("MNIST {:.2f} %", 100 * version.mnist_after->accuracy()) : "";
}

PageData version_row(const ModelVersion& version, const Served& served) {
  PageData row;
  row.set("id", version.id);
  row.set("number", std::to_string(version.number));
  row.set("source", source_of(version));
  row.set("when", shown_time(version.created_at));
  row.set("note", version.note);
  row.set("mnist", mnist_of(version));
  row.set("is_served", served.version && served.version->id == version.id);
  return row;
}

PageData of_user_row(const UserVersion& of_user) {
  const ModelVersion& version = of_user.version;
  PageData row;
  row.set("id", version.id);
  row.set("owner", of_user.owner_email);
  row.set("number", std::to_string(version.number));
  row.set("when", shown_time(version.created_at));
  row.set("trained", std::to_string(version.trained_images));
  row.set("mnist", mnist_of(version));
  return row;
}

PageData promotion_row(const PromotionRow& promotion) {
  PageData row;
  row.set("id", promotion.version_id);
  row.set("number", std::to_string(promotion.version_number));
  row.set("when", shown_time(promotion.promoted_at));
  row.set("note", promotion.note);
  if (promotion.undone_at) row.set("undone", shown_time(*promotion.undone_at));
  return row;
}

PageData update_row(const OfferedModel& offered) {
  PageData row;
  row.set("name", offered.name);
  row.set("note", offered.note);
  row.set("size", shown_size(static_cast<std::uint64_t>(std::max<std::int64_t>(0, offered.bytes))));
  row.set("sha256", offered.sha256);
  row.set("is_known", offered.is_known);
  return row;
}

/// Sets a list and whether it has entries.
template <typename Rows, typename Convert>
void set_list(PageData& data, const std::string& name, const Rows& rows, Convert convert) {
  PageData list{PageData::type::list};
  for (const auto& row : rows) list.push_back(convert(row));
  data.set("has_" + name, list.is_non_empty_list());
  data.set(name, list);
}

void set_served(PageData& data, const Served& served) {
  data.set("served_sha256", served.sha256.substr(0, kShownOfSum));
  if (served.version) {
    data.set("served_number", std::to_string(served.version->number));
    data.set("served_id", served.version->id);
  }
  if (served.last_promotion) data.set("last_promotion", served.last_promotion->id);
  if (served.canary.version) {
    data.set("canary_number", std::to_string(served.canary.version->number));
    data.set("canary_id", served.canary.version->id);
    data.set("canary_percent", std::to_string(served.canary.percent));
  }
}

std::string share(const std::optional<ShareRight>& right, const std::optional<double>& loss) {
  if (!right) return "not measured";
  const std::string text = fmt::format("{:.2f} %", 100 * right->accuracy());
  return loss ? fmt::format("{}, loss {:.4f}", text, *loss) : text;
}

std::string interval(const std::optional<ShareRight>& right) {
  if (!right) return "";
  return fmt::format("{:.2f} – {:.2f} %", 100 * right->interval().low, 100 * right->interval().high);
}

std::string verdict(const GateTest& test) {
  if (!test.is_measured()) return "not measured yet";
  return test.is_passed() ? "passed" : "worse than what is served";
}

PageData test_row(const GateTest& test) {
  PageData row;
  row.set("name", test.name == "the test set" ? "The test set" : test.name);
  row.set("images", test.candidate ? std::to_string(test.candidate->images) : "");
  row.set("served", share(test.served, test.served_loss));
  row.set("served_interval", interval(test.served));
  row.set("version", share(test.candidate, test.candidate_loss));
  row.set("version_interval", interval(test.candidate));
  row.set("change", test.is_measured()
                        ? fmt::format("{:+.2f} points", 100 * (test.candidate->accuracy() - test.served->accuracy()))
                        : "");
  row.set("margin", fmt::format("{:.1f} points", 100 * test.margin));
  row.set("verdict", verdict(test));
  return row;
}

}  // namespace

PageData models_data(const ModelsView& view) {
  PageData data;
  set_served(data, view.served);
  set_list(data, "versions", view.versions.rows,
           [&](const ModelVersion& version) { return version_row(version, view.served); });
  set_list(data, "of_users", view.of_users.rows, of_user_row);
  set_list(data, "history", view.history.rows, promotion_row);
  if (view.test_set) {
    data.set("test_set",
             fmt::format("{} digits, of {}.", view.test_set->images, shown_time(view.test_set->created_at)));
  }
  data.set("updates_on", view.updates_on);
  data.set("looked", view.updates.has_value());
  set_list(data, "updates", view.updates.value_or(std::vector<OfferedModel>()), update_row);
  return data;
}

PageData model_data(const ModelView& view) {
  PageData data = version_row(view.version, view.served);
  const bool is_served = view.served.version && view.served.version->id == view.version.id;
  const Canary& canary = view.served.canary;
  if (canary.version && canary.version->id == view.version.id) {
    data.set("canary_percent", std::to_string(canary.percent));
  }
  set_list(data, "tests", view.gate.tests, test_row);
  const std::string obstacle = view.gate.obstacle();
  if (!obstacle.empty()) data.set("obstacle", obstacle);
  data.set("may_promote", obstacle.empty() && !is_served);
  if (is_served && view.served.last_promotion) data.set("last_promotion", view.served.last_promotion->id);
  if (!view.evaluation.empty()) data.set("evaluation", view.evaluation);
  data.set("sha256", view.version.sha256);
  data.set("size", shown_size(static_cast<std::uint64_t>(view.version.bytes)));
  return data;
}

}  // namespace digitnet::serve
