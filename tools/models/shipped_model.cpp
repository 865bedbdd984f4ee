#include "shipped_model.hpp"

#include "embedded_file.hpp"

#ifdef DIGITNET_SHIPPED_MODEL
DIGITNET_EMBED_FILE(digitnet_shipped_model, DIGITNET_SHIPPED_MODEL)
#endif
#ifdef DIGITNET_SHIPPED_LINE_MODEL
DIGITNET_EMBED_FILE(digitnet_shipped_line_model, DIGITNET_SHIPPED_LINE_MODEL)
#endif
#ifdef DIGITNET_SHIPPED_EVALUATION
DIGITNET_EMBED_FILE(digitnet_shipped_evaluation, DIGITNET_SHIPPED_EVALUATION)
#endif

namespace digitnet::cli {

std::span<const std::uint8_t> shipped_model_bytes() noexcept {
#ifdef DIGITNET_SHIPPED_MODEL
  return {digitnet_shipped_model_begin, digitnet_shipped_model_end};
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

std::span<const std::uint8_t> shipped_evaluation_bytes() noexcept {
#ifdef DIGITNET_SHIPPED_EVALUATION
  return {digitnet_shipped_evaluation_begin, digitnet_shipped_evaluation_end};
#else
  return {};
#endif
}

}  // namespace digitnet::cli
