#include "shipped_model.hpp"

// The assembler copies a file: a C array of megabytes would take the compiler minutes.
#define EMBED(name, file)           \
  asm(".pushsection .rodata\n"      \
      ".balign 64\n" name           \
      "_begin:\n"                   \
      ".incbin \"" file "\"\n" name \
      "_end:\n"                     \
      ".byte 0\n"                   \
      ".popsection\n")

#ifdef DIGITNET_SHIPPED_MODEL
EMBED("digitnet_shipped_model", DIGITNET_SHIPPED_MODEL);

extern "C" {
extern const std::uint8_t digitnet_shipped_model_begin[] __attribute__((visibility("hidden")));
extern const std::uint8_t digitnet_shipped_model_end[] __attribute__((visibility("hidden")));
}
#endif

#ifdef DIGITNET_SHIPPED_LINE_MODEL
EMBED("digitnet_shipped_line_model", DIGITNET_SHIPPED_LINE_MODEL);

extern "C" {
extern const std::uint8_t digitnet_shipped_line_model_begin[] __attribute__((visibility("hidden")));
extern const std::uint8_t digitnet_shipped_line_model_end[] __attribute__((visibility("hidden")));
}
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

}  // namespace digitnet::cli
