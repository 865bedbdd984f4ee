#include "trial_words.hpp"

#include <fmt/format.h>

#include <cctype>

namespace digitnet::serve {
namespace {

std::string digits_text(std::int64_t count) {
  return count == 1 ? "1 digit" : fmt::format("{} digits", count);
}

std::string not_fresh(const Trial& trial) {
  std::string text =
      fmt::format("{} of these are among My digits, so they are not fresh: a version may have learnt from them.",
                  digits_text(trial.known.images));
  const ShareRight fresh = trial.fresh();
  if (fresh.images == 0) return text + " No others are here.";
  return text + fmt::format(" Of the other {}, {} were read rightly: {}, with 95 % certainty {}.", fresh.images,
                            fresh.right, share_text(fresh), interval_text(fresh));
}

std::string chance_text(double p_value) {
  return p_value < 0.001 ? "less than 0.1 %" : fmt::format("{:.1f} %", 100 * p_value);
}

std::string sentence(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

std::string who_reads_better(const Trial& first, const Trial& second, const PairedComparison& comparison) {
  if (comparison.only_first + comparison.only_second == 0) {
    return fmt::format("{} and {} were right on the very same digits.", model_name(first), model_name(second));
  }
  const std::string names = fmt::format(
      "{} read {} rightly that {} did not, the other way round {}.", model_name(first),
      digits_text(static_cast<std::int64_t>(comparison.only_first)), model_name(second), comparison.only_second);
  const std::string chance = chance_text(comparison.p_value());
  if (comparison.p_value() >= kChance) {
    return names + fmt::format(" That may be chance: of models that read equally well, {} differ as much.", chance);
  }
  const bool first_is_better = comparison.only_first > comparison.only_second;
  return names + fmt::format(
                     " Chance hardly explains that ({} of models that read equally well differ as much): {} reads such "
                     "digits better.",
                     chance, model_name(first_is_better ? first : second));
}

std::string left_out_text(const PairedComparison& comparison) {
  if (comparison.left_out == 0) return "";
  return fmt::format(" {} of these did not count, being among My digits: a version may have learnt from them.",
                     digits_text(static_cast<std::int64_t>(comparison.left_out)));
}

}  // namespace

std::string share_text(const ShareRight& share) {
  return fmt::format("{:.2f} %", 100 * share.accuracy());
}

std::string interval_text(const ShareRight& share) {
  return fmt::format("{:.1f} – {:.1f} %", 100 * share.interval().low, 100 * share.interval().high);
}

std::vector<std::string> remarks_on(const Trial& trial) {
  std::vector<std::string> remarks;
  if (trial.known.images > 0) remarks.push_back(not_fresh(trial));
  if (trial.all.images < kFewestForCalibration) {
    remarks.push_back(
        fmt::format("{} are too few to tell whether the model's confidence can be believed: what is shown of that is "
                    "mostly chance below {}.",
                    digits_text(trial.all.images), kFewestForCalibration));
  }
  return remarks;
}

std::string verdict_on(const Trial& first, const Trial& second, const PairedComparison& comparison) {
  if (comparison.images() == 0) {
    return "All of these digits are among My digits: a version may have learnt from them, so nothing is compared.";
  }
  return sentence(who_reads_better(first, second, comparison)) + left_out_text(comparison);
}

}  // namespace digitnet::serve
