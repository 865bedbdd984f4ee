#include "model_updates.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "sha256.hpp"
#include "update_source.hpp"
#include "user_fields.hpp"
#include "utf8.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::json;
using Kind = AccountError::Kind;

constexpr std::size_t kMostIndex_bytes = std::size_t{256} << 10;
constexpr std::size_t kMostOffered = 100;
constexpr std::size_t kMostShown_bytes = 200;

// It becomes a note, which an administrator could not mend.
std::string shown(const std::string& text) {
  return text.size() <= kMostShown_bytes ? plain_line(text) : "";
}

OfferedModel offered_in(const Json& entry) {
  OfferedModel model;
  model.name = shown(entry.at("name").get<std::string>());
  model.file = entry.at("file").get<std::string>();
  model.sha256 = lower_case(entry.at("sha256").get<std::string>());
  model.bytes = entry.at("bytes").get<std::int64_t>();
  model.note = shown(entry.value("note", ""));
  return model;
}

std::vector<OfferedModel> offered_in(const std::vector<std::uint8_t>& index) {
  std::vector<OfferedModel> models;
  const Json json = Json::parse(index.begin(), index.end());
  for (const Json& entry : json.at("models")) {
    if (models.size() < kMostOffered) models.push_back(offered_in(entry));
  }
  return models;
}

[[noreturn]] void fail(const JobContext& context, const std::string& why) {
  context.options.log("updates: " + why);
  throw AccountError(Kind::busy, "", "The updates cannot be read now. The reason is in the server's log.");
}

}  // namespace

std::vector<OfferedModel> ModelUpdates::look() {
  if (!is_on()) throw AccountError(Kind::invalid, "", "This server looks for no updates.");
  std::vector<OfferedModel> models;
  try {
    models = offered_in(UpdateSource(context_.options.updates).fetch("index.json", kMostIndex_bytes));
  } catch (const Json::exception&) {
    fail(context_, "index.json is not as it should be");
  } catch (const Error& error) {
    fail(context_, error.what());
  }
  const std::string own = context_.own_model()->sha256;
  context_.database().read([&](Transaction& transaction) {
    for (OfferedModel& model : models) {
      model.is_known = model.sha256 == own || Versions(transaction).has_file(std::nullopt, model.sha256);
    }
  });
  return models;
}

std::string ModelUpdates::take(const Administrator& by, const std::string& wanted) {
  const std::vector<OfferedModel> models = look();
  const auto found = std::ranges::find(models, wanted, &OfferedModel::sha256);
  if (found == models.end()) throw AccountError(Kind::not_found, "", "There is no such update.");
  std::vector<std::uint8_t> bytes;
  try {
    bytes = UpdateSource(context_.options.updates).fetch(found->file, Promotion::kLargestModel_bytes);
  } catch (const Error& error) {
    fail(context_, error.what());
  }
  if (static_cast<std::int64_t>(bytes.size()) != found->bytes || sha256(bytes) != found->sha256) {
    throw AccountError(Kind::invalid, "file", "What was fetched is not the model that the index names.");
  }
  return promotion_.add_update(by, bytes, found->note.empty() ? found->name : found->note);
}

}  // namespace digitnet::serve
