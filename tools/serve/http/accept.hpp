#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace digitnet::serve {

/// Something that a client can take, from an Accept or Accept-Encoding field.
struct Accepted {
  std::string value;   ///< `gzip`, `text/html`, `text/*`, `*` ..., in lower case
  int quality = 1000;  ///< thousandths; 0: not at all
  friend bool operator==(const Accepted&, const Accepted&) = default;
};

inline constexpr std::size_t kMostAccepted = 64;

/// Reads an Accept or Accept-Encoding field. Parameters other than `q` are passed over.
///
/// Throws FormatError when it is none (RFC 9110, section 12.4), or one of more than kMostAccepted values.
[[nodiscard]] std::vector<Accepted> parse_accept(std::string_view field);

/// The quality that a client gives to `value`, in thousandths: that of the closest of its own name, `text/*` and `*`;
/// 0 when it is not named.
[[nodiscard]] int quality_of(const std::vector<Accepted>& accepted, std::string_view value);

}  // namespace digitnet::serve
