# Compile and link options that every target of the project shares.
add_library(digitnet_options INTERFACE)
target_compile_options(digitnet_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  $<$<BOOL:${DIGITNET_WERROR}>:-Werror>)
if(DIGITNET_SANITIZE)
  target_compile_options(digitnet_options INTERFACE -fsanitize=${DIGITNET_SANITIZE} -fno-sanitize-recover=all
    -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)  # g++ 12 finds it in std::regex once that is sanitized
  target_link_options(digitnet_options INTERFACE -fsanitize=${DIGITNET_SANITIZE})
endif()
if(DIGITNET_COVERAGE)
  target_compile_options(digitnet_options INTERFACE --coverage)
  target_link_options(digitnet_options INTERFACE --coverage)
endif()
