// A server of jobs alone, to be killed: job_server DATABASE FOLDER MNIST FILES. Its clock stands still, as that of the
// test does that started it.

#define DOCTEST_CONFIG_IMPLEMENT  // what the small world is made of can be a part of tests
#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "jobs.hpp"
#include "serve/jobs/small_world.hpp"

int main(int count, char** words) {
  using namespace digitnet;
  if (count != 5) return 2;
  std::filesystem::create_directories(words[2]);
  test::SmallWorld world(words[1], words[2]);
  world.files = serve::open_file_store(world.database, words[4]);
  serve::JobOptions options;
  options.folder = world.folder_of("jobs");
  options.program = DIGITNET_COMMAND;
  options.mnist = words[3];
  options.log = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
  serve::Jobs jobs({world.accounts, *world.files, *world.samples, [&] { return world.own_model; }, [](auto) {}},
                   options);
  jobs.start();
  std::this_thread::sleep_for(std::chrono::seconds(120));
}
