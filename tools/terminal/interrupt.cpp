#include "interrupt.hpp"

#include <csignal>

namespace digitnet::cli {
namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

extern "C" void remember_interrupt(int) {
  interrupt_seen = 1;
  // SIGHUP stays caught: both the shell and the system send one when a terminal closes. SIGTERM after Ctrl-C, or the
  // other way round, is a second wish to stop as well.
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = remember_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaction(SIGHUP, &action, nullptr);
  }
}

bool interrupted() noexcept {
  return interrupt_seen != 0;
}

}  // namespace digitnet::cli
