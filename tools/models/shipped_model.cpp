#include "shipped_model.hpp"

#include "embedded_file.hpp"

#ifdef DIGITNET_SHIPPED_MODEL
DIGITNET_EMBED_FILE(digitnet_shipped_model, DIGITNET_SHIPPED_MODEL)
#endif
#ifdef DIGITNET_SHIPPED_EVALUATION
DIGITNET_EMBED_FILE(digitnet_shipped_evaluation, DIGITNET_SHIPPED_EVALUATION)
#endif
#ifdef DIGITNET_SHIPPED_LINE_MODEL
DIGITNET_EMBED_FILE(digitnet_shipped_line_model, DIGITNET_SHIPPED_LINE_MODEL)
#endif

namespace digitnet::cli {

std::span<const std::uint8_t> shipped_model_bytes() noexcept {
#ifdef DIGITNET_SHIPPED_MODEL
  return {digitnet_shipped_model_begin, digitnet_shipped_model_end};
#else
  return {};
#endif
}

std::string_view shipped_evaluation() noexcept {
#ifdef DIGITNET_SHIPPED_EVALUATION
  return {reinterpret_cast<const char*>(digitnet_shipped_evaluation_begin),
          static_cast<std::size_t>(digitnet_shipped_evaluation_end - digitnet_shipped_evaluation_begin)};
#else
  return {};
#endif
}

std::span<const std::uint8_t> shipped_line_model_bytes() noexcept {
#ifdef DIGITNET_SHIPPED_LINE_MODEL
  return {digitnet_shipped_line_model_begin, digitnet_shipped_line_model_end};
#else
  return {};
#endif
}

}  // namespace digitnet::cli
