#include "digitnet/version.hpp"

namespace digitnet {

const char* version() noexcept {
  return DIGITNET_VERSION;
}

}  // namespace digitnet
