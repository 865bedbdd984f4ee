#pragma once

#include <string>
#include <string_view>

#include "request.hpp"
#include "response.hpp"

namespace digitnet::serve {

/// Bytes that stay as they are while the server runs, ready to be sent.
struct StaticContent {
  std::string content_type;
  std::string body;
  std::string packed;  ///< the same in gzip; empty where that is no smaller
  std::string tag;     ///< of the entity, without quotes
  std::string cache_control;
};

/// Cache-Control of what the browser asks for again each time, and of what never changes under its address.
inline constexpr const char* kRevalidate = "no-cache";
inline constexpr const char* kImmutable = "public, max-age=31536000, immutable";

[[nodiscard]] StaticContent make_static_content(std::string content_type, std::string body, std::string cache_control);

/// The content in gzip where the client takes it, or 304 where the client has it.
[[nodiscard]] Response respond_with(const StaticContent& content, const Request& request);

/// 16 hexadecimal digits that tell contents apart.
[[nodiscard]] std::string content_hash(std::string_view bytes);

/// Whether an Accept-Encoding field takes gzip.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

}  // namespace digitnet::serve
