#include "serve/running_server.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

extern char** environ;

namespace digitnet::test {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (std::string& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment_with(const RunningServer::Variables& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
  for (const auto& [name, value] : more) all.push_back(name + "=" + value);
  return all;
}

}  // namespace

RunningServer::RunningServer(const std::vector<std::string>& more_words, const Variables& environment) {
  std::string folder = (std::filesystem::temp_directory_path() / "digitnet_serve_XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = folder;
  error_file_ = folder_ + "/stderr";
  std::vector<std::string> words{DIGITNET_COMMAND, "serve", "--port", "0", "--data-dir", data_folder()};
  words.insert(words.end(), more_words.begin(), more_words.end());
  std::vector<std::string> variables = environment_with(environment);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error_file_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  const int failed =
      posix_spawn(&child_, DIGITNET_COMMAND, &actions, nullptr, pointers(words).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("digitnet cannot be started");
  wait_until_it_serves();
}

RunningServer::~RunningServer() {
  if (child_ > 0) {
    // A server that ended by itself has said why: a test that saw no answer shows it.
    if (waitpid(child_, nullptr, WNOHANG) == child_) MESSAGE("digitnet serve ended by itself: " << said());
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string RunningServer::said() const {
  std::ostringstream text;
  text << std::ifstream(error_file_).rdbuf();
  return text.str();
}

bool RunningServer::comes_to_say(const std::string& text) const {
  const auto end = Clock::now() + std::chrono::seconds(10);
  while (said().find(text) == std::string::npos) {
    if (Clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

void RunningServer::wait_until_it_serves() {
  const auto end = Clock::now() + std::chrono::seconds(30);
  while (Clock::now() < end) {
    const std::string text = said();
    const std::size_t line = text.find("digitnet: serving http");
    const std::size_t line_end = line == std::string::npos ? line : text.find("/\n", line);
    if (line_end != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(':', line_end) + 1)));
      return;
    }
    if (waitpid(child_, nullptr, WNOHANG) == child_) {
      child_ = -1;
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  throw std::runtime_error("digitnet serve does not serve: " + said());
}

void RunningServer::send_signal(int signal) const {
  kill(child_, signal);
}

int RunningServer::wait(std::chrono::milliseconds limit) {
  const auto end = Clock::now() + limit;
  int status = 0;
  while (waitpid(child_, &status, WNOHANG) == 0) {
    if (Clock::now() > end) return -1000;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  child_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

long RunningServer::resident_bytes() const {
  long all = 0;
  long resident = 0;
  std::ifstream("/proc/" + std::to_string(child_) + "/statm") >> all >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

}  // namespace digitnet::test
