#include "digits_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "account_error.hpp"
#include "megabytes.hpp"
#include "percent.hpp"
#include "sample_query.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kDigits = "/digits";

struct ShownView {
  SampleView view;
  const char* title;
  std::int64_t SampleCounts::*count;
};
constexpr std::array<ShownView, 5> kViews{{{SampleView::all, "All", &SampleCounts::all},
                                           {SampleView::doubtful, "Doubtful", &SampleCounts::doubtful},
                                           {SampleView::conflicts, "Sent with two labels", &SampleCounts::conflicts},
                                           {SampleView::unlabelled, "Without a label", &SampleCounts::unlabelled},
                                           {SampleView::held_back, "Held back", &SampleCounts::held_back}}};

constexpr std::array<std::pair<SampleSource, const char*>, 3> kSources{
    {{SampleSource::upload, "Uploaded"}, {SampleSource::drawing, "Drawn"}, {SampleSource::correction, "Corrected"}}};

PageData link(const std::string& text, const DigitsQuery& query, bool is_chosen) {
  PageData data;
  data.set("text", text);
  data.set("address", digits_address(query));
  data.set("is_chosen", is_chosen);
  return data;
}

PageData view_links(const DigitsView& view) {
  PageData list{PageData::type::list};
  for (const ShownView& shown : kViews) {
    const DigitsQuery query{{shown.view, view.query.filter.label, view.query.filter.source}, 1};
    const std::string text = fmt::format("{} ({})", shown.title, with_thousands(view.counts.*shown.count));
    list.push_back(link(text, query, shown.view == view.query.filter.view));
  }
  return list;
}

/// The labels with their counts; the chosen one leads back to all.
PageData label_links(const DigitsView& view) {
  PageData list{PageData::type::list};
  for (int label = 0; label < 10; ++label) {
    const bool is_chosen = view.query.filter.label == label;
    DigitsQuery query{view.query.filter, 1};
    query.filter.label = is_chosen ? std::nullopt : std::optional(label);
    PageData data = link(std::to_string(label), query, is_chosen);
    data.set("count", with_thousands(view.counts.by_label[static_cast<std::size_t>(label)]));
    list.push_back(data);
  }
  return list;
}

PageData source_links(const DigitsView& view) {
  PageData list{PageData::type::list};
  for (const auto& [source, title] : kSources) {
    const bool is_chosen = view.query.filter.source == source;
    DigitsQuery query{view.query.filter, 1};
    query.filter.source = is_chosen ? std::nullopt : std::optional(source);
    list.push_back(link(title, query, is_chosen));
  }
  return list;
}

/// The labels that one press gives a sample that is not settled.
std::vector<int> choices_of(const Sample& sample) {
  if (sample.other_label) return {sample.label.value(), *sample.other_label};
  if (sample.is_doubtful() || !sample.label) return {sample.opinion.label};
  return {};
}

PageData sample_data(const Sample& sample) {
  PageData data;
  data.set("id", sample.id);
  data.set("number", std::to_string(sample.number));
  data.set("label", sample.label ? std::to_string(*sample.label) : "?");
  data.set("file_name", sample.file_name);
  data.set("is_held_back", sample.is_held_back);
  if (sample.other_label) data.set("other_label", std::to_string(*sample.other_label));
  if (sample.is_doubtful() || !sample.label) {
    data.set("says",
             fmt::format("{}, {}", sample.opinion.label, percent(static_cast<float>(sample.opinion.probability))));
  }
  PageData choices{PageData::type::list};
  for (const int label : choices_of(sample)) {
    PageData choice;
    choice.set("digit", std::to_string(label));
    choices.push_back(choice);
  }
  data.set("choices", choices);
  return data;
}

void add_pages(PageData& data, const DigitsView& view) {
  const std::int64_t pages = page_count(view.list.matching);
  const auto address_of = [&](std::int64_t page) { return digits_address({view.query.filter, page}); };
  data.set("several_pages", pages > 1);
  data.set("page", std::to_string(view.query.page));
  data.set("pages", std::to_string(pages));
  if (view.query.page > 1) data.set("newer", address_of(view.query.page - 1));
  if (view.query.page < pages) data.set("older", address_of(view.query.page + 1));
}

std::string counted(std::int64_t count, const char* what) {
  return count == 1 ? fmt::format("1 digit {}", what) : fmt::format("{} digits {}", with_thousands(count), what);
}

std::string report_line(const AddedSample& added) {
  if (added.outcome == AddedSample::Outcome::refused) return fmt::format("{}: {}", added.file_name, added.problem);
  return fmt::format(
      "{} is kept already as a {}, and was now sent as a {}. Say which is right under \"Sent with two labels\".",
      added.file_name, added.sample->label.value_or(0), added.sample->other_label.value_or(0));
}

}  // namespace

DigitsQuery parse_digits_query(std::string_view query) {
  DigitsQuery parsed;
  for (const Parameter& parameter : parse_urlencoded(query)) {
    if (take_filter(parsed.filter, parameter)) continue;
    if (parameter.name == "page") parsed.page = std::max<std::int64_t>(1, whole_number("page", parameter.value));
  }
  return parsed;
}

std::string digits_address(const DigitsQuery& query) {
  std::string address = kDigits;
  const auto add = [&](const char* name, std::string_view value) {
    address += fmt::format("{}{}={}", address == kDigits ? '?' : '&', name, value);
  };
  if (query.filter.view != SampleView::all) add("view", name_of(query.filter.view));
  if (query.filter.label) add("label", std::to_string(*query.filter.label));
  if (query.filter.source) add("source", name_of(*query.filter.source));
  if (query.page > 1) add("page", std::to_string(query.page));
  return address;
}

std::int64_t page_count(std::int64_t matching) {
  return std::max<std::int64_t>(1, (matching + kSamplesPerPage - 1) / kSamplesPerPage);
}

PageData digits_data(const DigitsView& view) {
  PageData data;
  data.set("all", with_thousands(view.counts.all));
  data.set("quota", with_thousands(view.quota.images));
  data.set("megabytes", megabytes(view.counts.bytes));
  data.set("quota_megabytes", megabytes(view.quota.bytes));
  data.set("has_any", view.counts.all > 0);
  data.set("views", view_links(view));
  data.set("labels", label_links(view));
  data.set("sources", source_links(view));
  data.set("address", digits_address(view.query));
  data.set("matching", counted(view.list.matching, "here"));
  PageData digits{PageData::type::list};
  for (int digit = 0; digit < 10; ++digit) digits.push_back(PageData(std::to_string(digit)));
  data.set("digits", digits);
  PageData samples{PageData::type::list};
  for (const Sample& sample : view.list.rows) samples.push_back(sample_data(sample));
  data.set("samples", samples);
  data.set("has_samples", !view.list.rows.empty());
  add_pages(data, view);
  return data;
}

std::string added_text(std::int64_t added, std::int64_t known) {
  return counted(added, "added") + (known > 0 ? fmt::format(", {} there already", known) : "") + ".";
}

void add_report(PageData& data, const std::vector<AddedSample>& added) {
  std::array<std::int64_t, 4> counts{};
  PageData refusals{PageData::type::list};
  for (const AddedSample& each : added) {
    ++counts[static_cast<std::size_t>(each.outcome)];
    const bool is_told =
        each.outcome == AddedSample::Outcome::refused || each.outcome == AddedSample::Outcome::conflict;
    if (is_told) refusals.push_back(PageData(report_line(each)));
  }
  const auto count_of = [&](AddedSample::Outcome outcome) { return counts[static_cast<std::size_t>(outcome)]; };
  data.set("done", added_text(count_of(AddedSample::Outcome::added), count_of(AddedSample::Outcome::known)));
  data.set("refusals", refusals);
  data.set("has_refusals", count_of(AddedSample::Outcome::refused) + count_of(AddedSample::Outcome::conflict) > 0);
}

}  // namespace digitnet::serve
