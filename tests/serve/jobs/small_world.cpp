#include "serve/jobs/small_world.hpp"

#include <map>

#include "digitnet/idx.hpp"
#include "digitnet/model_file.hpp"
#include "digitnet/trainer.hpp"
#include "formats/file.hpp"
#include "migrations.hpp"
#include "random_id.hpp"
#include "sample_rows.hpp"
#include "support/database_places.hpp"
#include "support/digit_glyphs.hpp"
#include "users.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

namespace {

constexpr int kSide = 28;
constexpr int kTrained = 2000;
constexpr int kTested = 1000;

void save_glyphs(const std::string& folder, const std::string& part, int images, unsigned seed) {
  const LabelledGlyphs glyphs = draw_glyphs(images, seed);
  save_idx({{images, kSide, kSide}, glyphs.pixels}, folder + "/" + part + "-images-idx3-ubyte");
  save_idx({{images}, glyphs.labels}, folder + "/" + part + "-labels-idx1-ubyte");
}

const TestFolder& shared_folder() {
  static const TestFolder folder;
  return folder;
}

/// The glyph, mirrored along its diagonal: unusual, but a style.
Image mirrored(const LabelledGlyphs& glyphs, std::size_t index) {
  Image image{kSide, kSide, std::vector<std::uint8_t>(kSide * kSide)};
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t x = 0; x < kSide; ++x) {
      image.pixels[y * kSide + x] = glyphs.pixels[(index * kSide + x) * kSide + y];
    }
  }
  return image;
}

std::shared_ptr<const ServedModel> load_own_model(const std::string& path) {
  const std::vector<std::uint8_t> bytes = glyph_model();
  const std::span<const std::uint8_t> part(bytes);
  write_file(path, std::span(&part, 1));
  return load_served_model({path, cli::kNoModel, ""});
}

}  // namespace

const std::string& glyph_folder() {
  static const std::string folder = [] {
    save_glyphs(shared_folder().path(), "train", kTrained, 11);
    save_glyphs(shared_folder().path(), "t10k", kTested, 12);
    return shared_folder().path();
  }();
  return folder;
}

std::vector<std::uint8_t> glyph_model(unsigned seed) {
  static std::map<unsigned, std::vector<std::uint8_t>> models;
  std::vector<std::uint8_t>& bytes = models[seed];
  if (!bytes.empty()) return bytes;
  const LabelledGlyphs glyphs = draw_glyphs(kTrained, 10);
  const Dataset data({kSide, kSide, 1}, glyphs.pixels, {glyphs.labels.begin(), glyphs.labels.end()}, 10);
  Model model({kSide, kSide, 1},
              {Conv{.filters = 8}, Relu{}, MaxPool{}, Conv{.filters = 16}, Relu{}, MaxPool{}, Dense{64}, Relu{},
               Dense{10}, Softmax{}},
              seed);
  fit(model, data, {.epochs = 6, .batch_size = 64, .seed = seed, .threads = 2});
  const std::string path = shared_folder().path("model" + std::to_string(seed));
  save(model, path);
  bytes = read_file(path, std::size_t{1} << 30);
  return bytes;
}

SmallWorld::SmallWorld(const std::string& place, const std::string& given_folder)
    : folder(given_folder), database({.place = place}), accounts{database, [this] { return now; }, "http://localhost"} {
  migrate(database);
  files = open_file_store(database, folder_of("files"));
  own_model = load_own_model(folder_of("own_model"));
  recognizer = std::make_unique<Recognizer>(own_model, Recognizer::Options{2, 16, 16});
  SampleOptions options;
  options.clock = [this] { return now; };
  samples = std::make_unique<Samples>(database, *files, *recognizer, options);
  samples->add_hooks(accounts.hooks);
}

User SmallWorld::add_user(const std::string& email, Role role) {
  return database.write([&](Transaction& transaction) {
    Users users(transaction);
    if (auto user = users.find_by_email(email)) return *user;
    return users.get(users.create({"Somebody", email, std::nullopt, role, UserState::active}, now));
  });
}

void SmallWorld::add_digits(const User& user, int count, unsigned seed) {
  const LabelledGlyphs glyphs = draw_glyphs(count, seed);
  database.write([&](Transaction& transaction) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      Sample sample;
      sample.owner = user.id;
      sample.sha256 = random_id() + random_id();
      sample.label = glyphs.labels[i];
      sample.opinion = {glyphs.labels[i], 0.5, own_model->version};
      sample.created_at = now;
      SampleRows(transaction).add(sample, mirrored(glyphs, i));
    }
  });
}

}  // namespace digitnet::test
