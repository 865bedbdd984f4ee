#include "serve/serve_command.hpp"

#include <algorithm>
#include <chrono>

namespace digitnet::test {

ProcessResult serve(std::vector<std::string> words, ProcessOptions options) {
  words.insert(words.begin(), {DIGITNET_COMMAND, "serve"});
  // Never the folder of the person who runs the tests.
  if (std::find(words.begin(), words.end(), "--data-dir") == words.end()) {
    options.environment.emplace_back("DIGITNET_SERVE_DATA_DIR", "none");
  }
  options.timeout = std::chrono::seconds(20);
  return run_process(words, std::move(options));
}

bool is_one_error(const ProcessResult& result, const std::string& text) {
  return result.exit_code == 2 && result.out.empty() && result.err.starts_with("digitnet: ") &&
         result.err.find('\n') == result.err.size() - 1 && result.err.find(text) != std::string::npos;
}

}  // namespace digitnet::test
