#pragma once

#include <cstdint>
#include <string>

namespace digitnet {

/// A rule that tells most misread or mistyped numbers from right ones.
enum class CheckRule : std::uint8_t {
  luhn,  ///< cards, many customer numbers: every second digit from the right doubled (ISO/IEC 7812-1, annex B)
  ean,   ///< GTIN-8, -12 (UPC), -13 (EAN, ISBN-13) and -14: weights 3 and 1 from the right (GS1 General Specifications)
  isbn,  ///< ISBN-13, which begins with 978 or 979, or ISBN-10: weights 10 to 1 modulo 11 (ISO 2108)
  aba,   ///< routing numbers on American cheques: nine digits, weights 3, 7, 1 modulo 10
  iban   ///< account numbers with their country's two letters, whose remainder by 97 is 1 (ISO 13616, ISO 7064)
};

/// The rule called `luhn`, `ean`, `isbn`, `aba` or `iban`. Throws ArgumentError for another name.
[[nodiscard]] CheckRule parse_check_rule(const std::string& name);
[[nodiscard]] std::string name_of(CheckRule rule);

/// Whether `text` is a number that satisfies `rule`. Spaces, dots, hyphens and slashes between its characters mean
/// nothing; any other character that the rule does not know, and a wrong length, do not satisfy it. An ISBN-10 may end
/// in X.
[[nodiscard]] bool satisfies(CheckRule rule, const std::string& text);

/// How many of the numbers of a right length satisfy `rule`: 0.1 of ten.
[[nodiscard]] double share_satisfying(CheckRule rule);

}  // namespace digitnet
