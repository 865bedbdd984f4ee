#pragma once

#include <string>

namespace digitnet::serve {

/// 128 random bits as 32 hexadecimal digits: the id of a row, that nobody can guess or count.
[[nodiscard]] std::string random_id();

}  // namespace digitnet::serve
