#include "served_model.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include "digitnet/error.hpp"
#include "evaluation_json.hpp"
#include "formats/file.hpp"
#include "shipped_model.hpp"

namespace digitnet::serve {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::uint64_t kMostModel_bytes = std::uint64_t{256} << 20;
constexpr std::uint64_t kMostEvaluation_bytes = std::uint64_t{64} << 20;
constexpr std::size_t kVersionDigits = 12;

std::string sha256_of(Bytes bytes) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  std::string text;
  for (const std::uint8_t byte : hash) text += fmt::format("{:02x}", byte);
  return text;
}

std::optional<Evaluation> load_evaluation(const ModelNames& names) {
  if (!names.evaluation.empty()) {
    const std::vector<std::uint8_t> bytes = read_file(names.evaluation, kMostEvaluation_bytes);
    return cli::parse_evaluation({bytes.begin(), bytes.end()}, names.evaluation);
  }
  const Bytes shipped = cli::shipped_evaluation_bytes();
  if (names.digits != cli::kShippedModel || shipped.empty()) return std::nullopt;
  return cli::parse_evaluation({shipped.begin(), shipped.end()}, "shipped evaluation");
}

}  // namespace

std::shared_ptr<const ServedModel> load_served_model(const ModelNames& names) {
  const bool is_shipped = names.digits == cli::kShippedModel;
  const std::vector<std::uint8_t> read =
      is_shipped ? std::vector<std::uint8_t>() : read_file(names.digits, kMostModel_bytes);
  const Bytes bytes = is_shipped ? cli::shipped_model_bytes() : Bytes(read);
  auto served = std::make_shared<ServedModel>(ServedModel{
      cli::load_reading_models(names.digits, names.lines), {}, sha256_of(bytes), {}, load_evaluation(names)});
  served->version = served->sha256.substr(0, kVersionDigits);
  served->record = cli::load_model_source(names.digits).record;
  return served;
}

}  // namespace digitnet::serve
