#pragma once

#include <cstdint>

/// Puts the file `path`, a string literal, into the program; its bytes lie from `name_begin` to `name_end`.
///
/// The assembler copies the file: a C array of megabytes would take the compiler minutes.
#define DIGITNET_EMBED_FILE(name, path)                                                  \
  asm(".pushsection .rodata\n.balign 64\n" #name "_begin:\n.incbin \"" path "\"\n" #name \
      "_end:\n.byte 0\n.popsection\n");                                                  \
  extern "C" {                                                                           \
  extern const std::uint8_t name##_begin[] __attribute__((visibility("hidden")));        \
  extern const std::uint8_t name##_end[] __attribute__((visibility("hidden")));          \
  }
