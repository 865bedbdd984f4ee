#include "provider_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "digitnet/error.hpp"
#include "formats/strict_json.hpp"
#include "provider_url.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kLargestFile_bytes = 64 * 1024;
constexpr std::size_t kMostProviders = 20;
constexpr std::size_t kLongestText = 1024;

class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path) : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw FileError(fmt::format("{}: cannot be opened: {}", path.string(), std::strerror(errno)));
  }
  ~OpenFile() { close(descriptor_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

void expect_private(const OpenFile& file, const std::string& name) {
  struct stat found {};
  if (fstat(file.descriptor(), &found) != 0 || !S_ISREG(found.st_mode)) {
    throw FileError(fmt::format("{}: expected a regular file", name));
  }
  if ((found.st_mode & 077) == 0) return;
  throw FileError(
      fmt::format("{}: holds secrets, and its mode {:04o} lets others than its owner in; expected 0600 "
                  "(chmod 600)",
                  name, found.st_mode & 07777));
}

std::string read_private_file(const std::filesystem::path& path) {
  const OpenFile file(path);
  expect_private(file, path.string());
  std::string text;
  std::array<char, 4096> block{};
  ssize_t size = 0;
  while ((size = read(file.descriptor(), block.data(), block.size())) > 0) {
    text.append(block.data(), static_cast<std::size_t>(size));
    if (text.size() <= kLargestFile_bytes) continue;
    throw FileError(fmt::format("{}: expected at most {} bytes", path.string(), kLargestFile_bytes));
  }
  if (size < 0) throw FileError(fmt::format("{}: cannot be read: {}", path.string(), std::strerror(errno)));
  return text;
}

bool is_plain_text(std::string_view text) {
  return !text.empty() && text.size() <= kLongestText &&
         std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; });
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 32 &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

bool is_label(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

bool is_issuer(const std::string& text) {
  return is_provider_url(text) && text.find_first_of("?#") == std::string::npos;
}

bool asks_for_openid(const std::string& scopes) {
  return is_plain_text(scopes) && (" " + scopes + " ").find(" openid ") != std::string::npos;
}

// What the providers' own documents say of them.
Provider preset(ObjectReader& object) {
  const std::string kind = object.string("kind");
  if (kind == "google") return {.issuer = "https://accounts.google.com", .token_auth = TokenAuth::post};
  if (kind == "linkedin") {
    return {.issuer = "https://www.linkedin.com/oauth", .pkce = false, .nonce = false, .token_auth = TokenAuth::post};
  }
  if (kind == "generic") return {};
  object.fail("kind", "google, linkedin or generic");
}

std::string text_of(ObjectReader& object, const char* key, bool (*is_right)(const std::string&), const char* expected) {
  std::string text = object.string(key);
  if (!is_right(text)) object.fail(key, expected);
  return text;
}

bool is_plain_string(const std::string& text) {
  return is_plain_text(text);
}

std::string secret_of(ObjectReader& object, const std::filesystem::path& file) {
  const std::string name = file.string();
  const bool is_in_file = object.has("client_secret_file");
  if (is_in_file && object.has("client_secret")) {
    object.fail("client_secret_file", "missing where client_secret is there");
  }
  std::string place = object.place_of(is_in_file ? "client_secret_file" : "client_secret");
  const ParsedJson& value = object.member(is_in_file ? "client_secret_file" : "client_secret");
  // fail() would show the secret.
  if (!value.is_string()) throw FormatError(fmt::format("{}: expected {} to be a string", name, place));
  auto secret = value.get<std::string>();
  if (is_in_file) {
    place = (file.parent_path() / secret).string();
    secret = read_private_file(place);
    while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
  }
  if (is_plain_text(secret)) return secret;
  throw FormatError(
      fmt::format("{}: expected {} to hold 1 to {} printable ASCII characters", name, place, kLongestText));
}

TokenAuth token_auth_of(ObjectReader& object) {
  const std::string text = object.string("token_auth");
  if (text != "basic" && text != "post") object.fail("token_auth", "basic or post");
  return text == "basic" ? TokenAuth::basic : TokenAuth::post;
}

Provider read_provider(ObjectReader object, const std::filesystem::path& file) {
  Provider provider = preset(object);
  provider.id = text_of(
      object, "id", [](const std::string& id) { return is_id(id); }, "1 to 32 of the characters a-z, 0-9 and -");
  provider.label = text_of(
      object, "label", [](const std::string& label) { return is_label(label); },
      "1 to 64 bytes without control characters");
  provider.client_id = text_of(object, "client_id", is_plain_string, "printable ASCII characters");
  provider.client_secret = secret_of(object, file);
  if (provider.issuer.empty() || object.has("issuer")) {
    provider.issuer =
        text_of(object, "issuer", is_issuer, "an https URL (or http on a loopback address) without query and fragment");
  }
  if (object.has("scopes")) {
    provider.scopes = text_of(object, "scopes", asks_for_openid, "words with spaces between them, one of them openid");
  }
  if (object.has("pkce")) provider.pkce = object.boolean("pkce");
  if (object.has("nonce")) provider.nonce = object.boolean("nonce");
  if (object.has("token_auth")) provider.token_auth = token_auth_of(object);
  object.expect_no_others();
  return provider;
}

void expect_new(const std::vector<Provider>& providers, const Provider& provider, const std::string& where) {
  for (const Provider& other : providers) {
    if (other.id == provider.id) throw FormatError(fmt::format("{}.id: \"{}\" is there already", where, other.id));
    if (other.issuer == provider.issuer) {
      throw FormatError(fmt::format("{}.issuer: {} is that of \"{}\" already", where, other.issuer, other.id));
    }
  }
}

}  // namespace

std::vector<Provider> read_provider_file(const std::filesystem::path& path) {
  const std::string name = path.string();
  const ParsedJson json = parse_strict_json(read_private_file(path), name, "the list of providers");
  if (!json.is_array() || json.size() > kMostProviders) {
    throw FormatError(fmt::format("{}: expected a list of at most {} providers", name, kMostProviders));
  }
  std::vector<Provider> providers;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const std::string place = fmt::format("providers[{}]", i);
    Provider provider = read_provider(ObjectReader(json[i], name, place), path);
    expect_new(providers, provider, name + ": " + place);
    providers.push_back(std::move(provider));
  }
  return providers;
}

}  // namespace digitnet::serve
