#pragma once

#include <string>
#include <vector>

#include "migrations.hpp"

namespace digitnet::test {

/// Sixty steps, each of which makes a table and counts in another: half of one would show.
inline const std::vector<serve::Migration>& many_migrations() {
  static const std::vector<std::string> texts = [] {
    std::vector<std::string> made{"CREATE TABLE step (number BIGINT); INSERT INTO step VALUES (0);"};
    for (int i = 1; i < 60; ++i) {
      made.push_back("UPDATE step SET number = " + std::to_string(i) + "; CREATE TABLE table" + std::to_string(i) +
                     " (id TEXT PRIMARY KEY); INSERT INTO table" + std::to_string(i) + " VALUES ('a');");
    }
    return made;
  }();
  static const std::vector<serve::Migration> migrations = [] {
    std::vector<serve::Migration> made;
    for (std::size_t i = 0; i < texts.size(); ++i) made.push_back({static_cast<std::int64_t>(i), "step", texts[i]});
    return made;
  }();
  return migrations;
}

}  // namespace digitnet::test
