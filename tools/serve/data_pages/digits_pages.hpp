#pragma once

#include "account_frame.hpp"
#include "samples.hpp"

namespace digitnet::serve {

/// Adds "My digits": `/digits`, where digits are added and looked through, `/digits/edit`, where they are relabelled
/// and deleted, and their pictures. What they refer to outlives the routes.
void add_digits_pages(Routes& routes, Gate& gate, Samples& samples, const AccountFrame& frame);

}  // namespace digitnet::serve
