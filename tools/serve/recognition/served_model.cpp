#include "served_model.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "digitnet/error.hpp"
#include "formats/file.hpp"
#include "parse_evaluation.hpp"
#include "reader_shelf.hpp"
#include "shipped_model.hpp"

namespace digitnet::serve {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kLargestModel_bytes = std::size_t{2} << 30;
constexpr std::size_t kLargestEvaluation_bytes = std::size_t{64} << 20;
constexpr std::size_t kVersionDigits = 12;

std::string sha256_of(Bytes bytes) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> digest;
  crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> text;
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

std::optional<Evaluation> load_evaluation(const ModelNames& names) {
  if (!names.evaluation.empty()) {
    const std::vector<std::uint8_t> bytes = read_file(names.evaluation, kLargestEvaluation_bytes);
    return cli::parse_evaluation({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, names.evaluation);
  }
  if (names.digits != cli::kShippedModel || cli::shipped_evaluation().empty()) return std::nullopt;
  return cli::parse_evaluation(cli::shipped_evaluation(), "shipped evaluation");
}

}  // namespace

std::shared_ptr<const ServedModel> load_served_model(const ModelNames& names) {
  const bool is_shipped = names.digits == cli::kShippedModel;
  cli::ReadingModels models = cli::load_reading_models(names.digits, names.lines);
  const auto file = is_shipped ? std::vector<std::uint8_t>() : read_file(names.digits, kLargestModel_bytes);
  const Bytes bytes = is_shipped ? cli::shipped_model_bytes() : Bytes(file);
  // Parsed from the bytes that are summed: another file may have come in its place meanwhile.
  ModelFile digits = parse_model(bytes, names.digits);
  models.digits = std::move(digits.model);
  std::string sha256 = sha256_of(bytes);
  std::string version = sha256.substr(0, kVersionDigits);
  return std::make_shared<const ServedModel>(ServedModel{std::move(models), std::move(version), std::move(sha256),
                                                         std::move(digits.record), load_evaluation(names)});
}

std::shared_ptr<const ServedModel> parse_served_model(Bytes bytes, const std::string& name, const ServedModel& beside) {
  ModelFile file = parse_model(bytes, name);
  cli::check_digit_model(file.record, name);
  std::string sha256 = sha256_of(bytes);
  std::string version = sha256.substr(0, kVersionDigits);
  cli::ReadingModels models{name, std::move(file.model), beside.models.lines_name, beside.models.lines};
  auto model = std::make_shared<const ServedModel>(
      ServedModel{std::move(models), std::move(version), std::move(sha256), std::move(file.record), std::nullopt});
  (void)make_reader(*model);
  return model;
}

}  // namespace digitnet::serve
