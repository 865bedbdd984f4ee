#include "thread_waiting.hpp"

#include <unistd.h>

#include <cstdlib>

namespace digitnet::cli {

void let_waiting_threads_sleep(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  execv("/proc/self/exe", argv);  // where this fails, the job still runs, spinning
}

}  // namespace digitnet::cli
