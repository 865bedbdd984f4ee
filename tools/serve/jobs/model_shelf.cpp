#include "model_shelf.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "digitnet/error.hpp"
#include "parse_evaluation.hpp"
#include "sha256.hpp"
#include "versions.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kHashDigits = 8;  // 32 bits

/// From 0 to 99, always the same for a client and a candidate.
int lot_of(std::string_view client_address, const std::string& candidate_sha256) {
  const std::string sum = sha256(candidate_sha256 + std::string(client_address));
  return static_cast<int>(std::stoul(sum.substr(0, kHashDigits), nullptr, 16) % 100);
}

}  // namespace

std::shared_ptr<const ServedModel> ModelShelf::model_for_user(const std::string& user_id) {
  const auto version =
      context_.database().read([&](Transaction& transaction) { return Versions(transaction).chosen(user_id); });
  return version ? load(user_id, version->sha256) : nullptr;
}

std::shared_ptr<const ServedModel> ModelShelf::model_for_stranger(std::string_view client_address) const {
  const std::scoped_lock lock(mutex_);
  if (!candidate_ || lot_of(client_address, candidate_->sha256) >= percent_) return nullptr;
  return candidate_;
}

void ModelShelf::set_candidate(std::shared_ptr<const ServedModel> candidate, int percent) {
  const std::scoped_lock lock(mutex_);
  candidate_ = std::move(candidate);
  percent_ = percent;
}

std::shared_ptr<const ServedModel> ModelShelf::find(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(kept_, key, &Kept::key);
  if (found == kept_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found);
  return found->model;
}

void ModelShelf::clear() {
  const std::scoped_lock lock(mutex_);
  kept_.clear();
}

void ModelShelf::keep(Kept kept, const std::shared_ptr<const ServedModel>& own) {
  const std::scoped_lock lock(mutex_);
  if (context_.own_model() != own || std::ranges::find(kept_, kept.key, &Kept::key) != kept_.end()) return;
  kept_.push_front(std::move(kept));
  if (kept_.size() > kMostModels) kept_.pop_back();
}

std::shared_ptr<const ServedModel> ModelShelf::with_evaluation(std::shared_ptr<const ServedModel> model) {
  const auto score = context_.database().read(
      [&](Transaction& transaction) { return Versions(transaction).score(model->sha256, kMnist); });
  if (!score) return model;
  try {
    auto known = std::make_shared<ServedModel>(*model);
    known->evaluation = cli::parse_evaluation(score->evaluation, "the evaluation of model version " + model->version);
    return known;
  } catch (const FormatError& error) {
    // Of another version of this program: the model reads all the same.
    context_.options.log(error.what());
    return model;
  }
}

std::shared_ptr<const ServedModel> ModelShelf::load(const std::string& owner, const std::string& sha256) {
  const std::string key = owner + "/" + sha256;
  if (auto kept = find(key)) return kept;
  const auto bytes = context_.files.get({owner, std::string(kModelFiles), sha256});
  if (!bytes) throw FileError("the file of a model version is not in the store");
  const auto own = context_.own_model();
  auto model = with_evaluation(parse_served_model(*bytes, "model version " + sha256.substr(0, 12), *own));
  keep({key, model}, own);
  return model;
}

}  // namespace digitnet::serve
