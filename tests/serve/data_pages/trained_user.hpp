#pragma once

#include <string>

#include "job.hpp"
#include "model_version.hpp"
#include "serve/data_pages/data_pages_under_test.hpp"

namespace digitnet::test {

/// Gives a user so many labelled digits, without pictures.
void give_digits(DataPagesUnderTest& pages, const Client& client, int count);

/// A version as a training leaves it behind: its file is the shipped model's.
std::string give_version(DataPagesUnderTest& pages, const Client& client);

/// A version that says `digit` of everything, with this probability; gives its id.
std::string give_constant_version(DataPagesUnderTest& pages, const Client& client, int digit, double probability);

/// Takes the training that waits, as a server does that runs it.
serve::Job take_training(DataPagesUnderTest& pages);

}  // namespace digitnet::test
