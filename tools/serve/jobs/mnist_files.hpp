#pragma once

#include "job_context.hpp"

namespace digitnet::serve {

/// Whether the images of MNIST are on this server: those to train with, so that nothing is forgotten, or those to test
/// with.
[[nodiscard]] bool has_mnist_training_images(const JobOptions& options);
[[nodiscard]] bool has_mnist_test_images(const JobOptions& options);

/// What to say when they are not.
inline constexpr const char* kNoMnist =
    "This server has no MNIST images, without which a model would forget what it knows, or cannot be measured. An "
    "administrator gets them by 'digitnet fetch mnist'.";

}  // namespace digitnet::serve
