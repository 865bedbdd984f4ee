#pragma once

#include <string>
#include <vector>

#include "support/process.hpp"

namespace digitnet::test {

/// What `digitnet serve` does with these words, within 20 seconds.
ProcessResult serve(std::vector<std::string> words, ProcessOptions options = {});

/// Whether that was exit code 2 and one line, with `text` in it.
bool is_one_error(const ProcessResult& result, const std::string& text);

}  // namespace digitnet::test
