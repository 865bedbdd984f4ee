#include "thread_waiting.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace digitnet::cli {

void let_waiting_threads_sleep(char** argv) {
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 1);
  // By its path, so that ps and top go on showing the program's name and not "exe".
  std::error_code unknown;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", unknown);
  execv(program.c_str(), argv);
  execv("/proc/self/exe", argv);  // its file has gone; where this fails too, the job still runs, spinning
}

}  // namespace digitnet::cli
