#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "accounts.hpp"
#include "file_store.hpp"
#include "job_context.hpp"
#include "recognizer.hpp"
#include "samples.hpp"
#include "user.hpp"

namespace digitnet::test {

/// What jobs work with, small: glyphs of a font stand for MNIST, and the same mirrored for the hand of a person.
struct SmallWorld {
  /// Migrates the database. `folder` takes all files.
  SmallWorld(const std::string& place, const std::string& folder);

  /// An active user, there already or new.
  serve::User add_user(const std::string& email, serve::Role role = serve::Role::user);
  void add_digits(const serve::User& user, int count, unsigned seed);
  [[nodiscard]] std::string folder_of(const std::string& name) const {
    return (std::filesystem::path(folder) / name).string();
  }

  std::string folder;
  serve::Time now{std::chrono::milliseconds(1'790'000'000'000)};
  serve::Database database;
  std::unique_ptr<serve::FileStore> files;
  serve::AccountContext accounts;
  std::shared_ptr<const serve::ServedModel> own_model;
  std::unique_ptr<serve::Recognizer> recognizer;
  std::unique_ptr<serve::Samples> samples;
};

/// A folder of glyphs laid out like MNIST. Made once.
[[nodiscard]] const std::string& glyph_folder();
/// A model that reads them; another seed is another model.
[[nodiscard]] std::vector<std::uint8_t> glyph_model(unsigned seed = 1);

}  // namespace digitnet::test
