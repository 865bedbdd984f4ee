#include "trial_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "account_frame.hpp"
#include "confidence_svg.hpp"
#include "percent.hpp"
#include "trial_words.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostPictures = 200;

std::string points(double value) {
  return fmt::format("{:+.2f}", 100 * value);
}

PageData texts(const std::vector<std::string>& lines) {
  PageData list{PageData::type::list};
  for (const std::string& line : lines) list.push_back(PageData(line));
  return list;
}

PageData figure(const char* meaning, const std::string& value) {
  PageData data;
  data.set("meaning", meaning);
  data.set("value", value);
  return data;
}

PageData figures(const Trial& trial) {
  PageData list{PageData::type::list};
  list.push_back(figure("read rightly", share_text(trial.all)));
  list.push_back(figure("95 % interval of that", interval_text(trial.all)));
  list.push_back(figure("digits", with_thousands(trial.all.images)));
  list.push_back(figure("misread", with_thousands(trial.all.images - trial.all.right)));
  list.push_back(figure("log loss", fmt::format("{:.4f}", trial.loss)));
  list.push_back(figure("off in its confidence, on average", exact_percent(trial.calibration_error)));
  return list;
}

PageData confusion_rows(const Evaluation& evaluation) {
  PageData rows{PageData::type::list};
  for (std::size_t label = 0; label < evaluation.confusion.size(); ++label) {
    PageData cells{PageData::type::list};
    for (std::size_t read = 0; read < evaluation.confusion[label].size(); ++read) {
      const std::size_t count = evaluation.confusion[label][read];
      PageData cell;
      cell.set("count", with_thousands(count));
      cell.set("mark", count == 0 ? "none" : label == read ? "hit" : "miss");
      cells.push_back(cell);
    }
    PageData row;
    row.set("label", std::to_string(label));
    row.set("cells", cells);
    rows.push_back(row);
  }
  return rows;
}

std::size_t times_read(const Evaluation& evaluation, std::size_t label) {
  std::size_t times = 0;
  for (const std::vector<std::size_t>& row : evaluation.confusion) times += row[label];
  return times;
}

PageData classes(const Evaluation& evaluation) {
  PageData list{PageData::type::list};
  for (std::size_t label = 0; label < evaluation.classes.size(); ++label) {
    const ClassFigures& of_class = evaluation.classes[label];
    PageData row;
    row.set("label", std::to_string(label));
    row.set("images", with_thousands(of_class.support));
    row.set("recall", of_class.support > 0 ? exact_percent(of_class.recall) : "–");
    row.set("precision", times_read(evaluation, label) > 0 ? exact_percent(of_class.precision) : "–");
    list.push_back(row);
  }
  return list;
}

PageData reliability_rows(const Confidence& confidence) {
  PageData list{PageData::type::list};
  for (const ReliabilityBin& bin : confidence.reliability) {
    if (bin.answers == 0) continue;
    PageData row;
    row.set("range", fmt::format("{:.0f} – {:.0f} %", 100 * bin.low, 100 * bin.high));
    row.set("answers", with_thousands(bin.answers));
    row.set("mean", exact_percent(bin.mean_probability));
    row.set("right", exact_percent(bin.accuracy));
    list.push_back(row);
  }
  return list;
}

PageData digit_data(const FreshDigit& digit) {
  PageData data;
  data.set("number", std::to_string(digit.number));
  data.set("file_name", digit.file_name);
  data.set("label", std::to_string(digit.label));
  return data;
}

/// The surest first: those tell most, of the model or of the label.
PageData mistakes(const TrialResult& result) {
  std::vector<Mistake> shown = result.evaluation.mistakes;
  std::ranges::stable_sort(shown, std::greater{}, &Mistake::probability);
  shown.resize(std::min(shown.size(), kMostPictures));
  PageData list{PageData::type::list};
  for (const Mistake& mistake : shown) {
    PageData data = digit_data(result.digits[mistake.index]);
    data.set("read_as", std::to_string(mistake.predicted));
    data.set("percent", percent(mistake.probability));
    data.set("is_known", bool{result.is_known[mistake.index]});
    list.push_back(data);
  }
  return list;
}

PageData others(const TrialView& view) {
  PageData list{PageData::type::list};
  for (const auto& [other, comparison] : view.others) {
    PageData data;
    data.set("other", other.id);
    data.set("number", std::to_string(other.number));
    data.set("model", model_name(other));
    data.set("share", share_text(other.all));
    data.set("interval", interval_text(other.all));
    data.set("is_compared", comparison.images() > 0);
    data.set("difference", points(-comparison.difference()));
    data.set("low", points(-comparison.interval().high));
    data.set("high", points(-comparison.interval().low));
    data.set("verdict", verdict_on(view.result.trial, other, comparison));
    list.push_back(data);
  }
  return list;
}

PageData heading_of(const Trial& trial) {
  PageData data;
  data.set("id", trial.id);
  data.set("number", std::to_string(trial.number));
  data.set("model", model_name(trial));
  data.set("when", shown_time(trial.created_at));
  data.set("name", trial.set.name);
  return data;
}

PageData answers_data(const FreshDigit& digit, const Answered& first, const Answered& second) {
  PageData data = digit_data(digit);
  data.set("first", fmt::format("{}, {}", first.label, percent(first.probability)));
  data.set("second", fmt::format("{}, {}", second.label, percent(second.probability)));
  data.set("first_is_right", first.label == digit.label);
  data.set("second_is_right", second.label == digit.label);
  return data;
}

/// The digits that only one of the two read rightly.
PageData differing_digits(const TrialResult& first, const TrialResult& second) {
  PageData list{PageData::type::list};
  std::size_t shown = 0;
  for (std::size_t i = 0; i < first.digits.size() && shown < kMostPictures; ++i) {
    const FreshDigit& digit = first.digits[i];
    const Answered of_first = answer_in(first.outputs.of(i));
    const Answered of_second = answer_in(second.outputs.of(i));
    if ((of_first.label == digit.label) == (of_second.label == digit.label)) continue;
    PageData data = answers_data(digit, of_first, of_second);
    data.set("is_known", first.is_known[i] || second.is_known[i]);
    list.push_back(data);
    ++shown;
  }
  return list;
}

PageData paired_row(const char* meaning, const std::string& first, const std::string& second) {
  PageData data;
  data.set("meaning", meaning);
  data.set("first", first);
  data.set("second", second);
  return data;
}

PageData paired_rows(const Trial& first, const Trial& second) {
  PageData list{PageData::type::list};
  list.push_back(paired_row("Read rightly", share_text(first.all), share_text(second.all)));
  list.push_back(paired_row("95 % interval of that", interval_text(first.all), interval_text(second.all)));
  list.push_back(paired_row("Misread", with_thousands(first.all.images - first.all.right),
                            with_thousands(second.all.images - second.all.right)));
  list.push_back(paired_row("Log loss", fmt::format("{:.4f}", first.loss), fmt::format("{:.4f}", second.loss)));
  list.push_back(paired_row("Off in its confidence", exact_percent(first.calibration_error),
                            exact_percent(second.calibration_error)));
  return list;
}

}  // namespace

PageData trial_data(const TrialView& view, const std::vector<ModelOption>& models) {
  const TrialResult& result = view.result;
  PageData data = heading_of(result.trial);
  data.set("remarks", texts(remarks_on(result.trial)));
  data.set("has_left_out", !result.trial.set.left_out.empty());
  data.set("left_out", texts(result.trial.set.left_out));
  data.set("figures", figures(result.trial));
  data.set("confusion", confusion_rows(result.evaluation));
  data.set("classes", classes(result.evaluation));
  const std::size_t misread = result.evaluation.mistakes.size();
  data.set("has_mistakes", misread > 0);
  data.set("mistakes", mistakes(result));
  if (misread > kMostPictures)
    data.set("shown_mistakes", fmt::format("{} of {}", kMostPictures, with_thousands(misread)));
  data.set("charts", panels(cli::confidence_panels_svg(result.evaluation.confidence)));
  data.set("reliability", reliability_rows(result.evaluation.confidence));
  data.set("has_others", !view.others.empty());
  data.set("others", others(view));
  data.set("has_models", !models.empty());
  data.set("models", models_data(models));
  return data;
}

PageData trial_comparison_data(const TrialResult& first, const TrialResult& second) {
  const PairedComparison comparison = compare(first, second);
  PageData data = heading_of(first.trial);
  data.set("other", second.trial.id);
  data.set("other_number", std::to_string(second.trial.number));
  data.set("other_model", model_name(second.trial));
  data.set("rows", paired_rows(first.trial, second.trial));
  data.set("verdict", verdict_on(first.trial, second.trial, comparison));
  data.set("is_compared", comparison.images() > 0);
  data.set("compared", with_thousands(comparison.images()));
  data.set("difference", points(comparison.difference()));
  data.set("low", points(comparison.interval().low));
  data.set("high", points(comparison.interval().high));
  data.set("both", with_thousands(comparison.both));
  data.set("neither", with_thousands(comparison.neither));
  data.set("only_first", with_thousands(comparison.only_first));
  data.set("only_second", with_thousands(comparison.only_second));
  const PageData digits = differing_digits(first, second);
  data.set("has_digits", digits.is_non_empty_list());
  data.set("digits", digits);
  return data;
}

}  // namespace digitnet::serve
