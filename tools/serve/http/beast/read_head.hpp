#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "request_head.hpp"
#include "streams.hpp"

namespace digitnet::serve {

using BeastRequest = beast::http::request<beast::http::empty_body>;

/// Parses a whole head with its empty line; nothing when it is malformed.
inline std::optional<BeastRequest> parse_head(std::string_view bytes) {
  beast::http::request_parser<beast::http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(bytes.size()) + 1);
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // 1.74 takes boost::none for a limit of nothing
  error_code error;
  parser.put(net::buffer(bytes.data(), bytes.size()), error);
  if (error || !parser.is_header_done()) return std::nullopt;
  return parser.release();
}

inline RequestHead copy_head(const BeastRequest& request, const Address& peer, const Address& local) {
  const auto text = [](beast::string_view view) { return std::string(view.data(), view.size()); };
  RequestHead head{text(request.method_string()), text(request.target()), {}, peer, local,
                   request.keep_alive(),          request.version() == 10};
  head.fields.reserve(16);
  for (const auto& field : request) head.fields.push_back({text(field.name_string()), text(field.value())});
  return head;
}

}  // namespace digitnet::serve
