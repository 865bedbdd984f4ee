#pragma once

#include <string>
#include <vector>

#include "digitnet/form.hpp"
#include "reading/number_lengths.hpp"

namespace digitnet {

/// What a field was decided to hold.
struct Decision {
  std::string digits;
  float confidence = 0;
  std::string reason;  ///< why it is not simply what was read; empty: it is
};

/// What is known of a field's number, and how it decides among the ways to read it.
///
/// A number that breaks the rules may still be what stands there: people write wrong numbers too. One in fifty is
/// allowed for. With V of all the numbers of a length valid, W of them not, each valid number was so 49 W / V times as
/// likely to be written as each that is not, before anybody looked; that times the reader's probability decides.
class FieldRules {
 public:
  /// Uses `field` until it goes. A reading with less than `min_confidence` is not sure.
  explicit FieldRules(const FormField& field, float min_confidence = 0.9f);

  [[nodiscard]] const FormField& field() const { return *field_; }
  [[nodiscard]] float min_confidence() const { return min_confidence_; }

  /// Takes `candidates`, what the reader makes of the writing without any rule, most probable first and at least one,
  /// for all the probability there is.
  [[nodiscard]] Decision decide(const std::vector<Alternative>& candidates) const;

  /// The numbers that may stand in the field, as far as a search can follow them; null: any.
  [[nodiscard]] const NumberPattern* numbers() const;

  /// Which rule `digits` break, as a person would say it, such as "not in the list"; empty: none.
  [[nodiscard]] std::string broken_rule(const std::string& digits) const;

  /// `digits` with the separators of the pattern, if they fit it.
  [[nodiscard]] std::string format(const std::string& digits) const;

 private:
  [[nodiscard]] double weight_of_invalid(std::size_t digits) const;

  const FormField* field_;
  float min_confidence_;
  NumberCounts pattern_counts_{};
  NumberCounts allowed_counts_{};
};

}  // namespace digitnet
