#include "shipped_model.hpp"

#ifdef DIGITNET_SHIPPED_MODEL
// The assembler copies the file: a C array of megabytes would take the compiler minutes.
asm(".pushsection .rodata\n"
    ".balign 64\n"
    "digitnet_shipped_model_begin:\n"
    ".incbin \"" DIGITNET_SHIPPED_MODEL
    "\"\n"
    "digitnet_shipped_model_end:\n"
    ".byte 0\n"
    ".popsection\n");

extern "C" {
extern const std::uint8_t digitnet_shipped_model_begin[] __attribute__((visibility("hidden")));
extern const std::uint8_t digitnet_shipped_model_end[] __attribute__((visibility("hidden")));
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

}  // namespace digitnet::cli
