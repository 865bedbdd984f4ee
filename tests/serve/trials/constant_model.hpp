#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "file_store.hpp"
#include "model_version.hpp"

namespace digitnet::test {

/// The file of a model that says `digit` of everything, with this probability, and shares out the rest evenly.
[[nodiscard]] std::vector<std::uint8_t> constant_model(int digit, double probability);

/// A version with such a model, whose file is put into the store; its row is not written yet.
[[nodiscard]] serve::ModelVersion constant_version(serve::FileStore& files, const std::string& owner, int digit,
                                                   double probability);

}  // namespace digitnet::test
