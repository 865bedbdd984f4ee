#include "architecture/rooms.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string_view>

namespace rooms {
namespace {

// From left to right; a room includes only rooms to its left, and rooms of one number do not include each other.
const std::map<std::string, int> kRooms = {
    {"first", 0}, {"tensor", 1},  {"kernels", 2},   {"layers", 3},  {"model", 4},   {"training", 5}, {"inference", 5},
    {"image", 6}, {"reading", 7}, {"synthesis", 7}, {"formats", 8}, {"library", 9}, {"tools", 10},
};

// Which room's promise a public header is. `library` is the one that includes them all.
const std::map<std::string, std::string> kPublicHeaders = {
    {"error.hpp", "first"},
    {"shape.hpp", "first"},
    {"dataset.hpp", "tensor"},
    {"tensor.hpp", "tensor"},
    {"version.hpp", "tensor"},
    {"isa.hpp", "kernels"},
    {"precision.hpp", "kernels"},
    {"layers.hpp", "layers"},
    {"architectures.hpp", "model"},
    {"model.hpp", "model"},
    {"optimizer.hpp", "training"},
    {"schedule.hpp", "training"},
    {"trainer.hpp", "training"},
    {"calibrate.hpp", "inference"},
    {"confidence.hpp", "inference"},
    {"ensemble.hpp", "inference"},
    {"evaluate.hpp", "inference"},
    {"predictor.hpp", "inference"},
    {"geometry.hpp", "image"},
    {"image.hpp", "image"},
    {"checkpoint.hpp", "formats"},
    {"idx.hpp", "formats"},
    {"mnist.hpp", "formats"},
    {"model_file.hpp", "formats"},
    {"picture_folder.hpp", "formats"},
    {"form_file.hpp", "formats"},
    {"check_digit.hpp", "reading"},
    {"form.hpp", "reading"},
    {"number_pattern.hpp", "reading"},
    {"reader.hpp", "reading"},
    {"augmentation.hpp", "training"},
    {"synthesis.hpp", "synthesis"},
    {"digitnet.hpp", "library"},
};

constexpr std::string_view kPublicFolder = "libdigitnet/include/digitnet/";

std::string first_folder(const std::string& path) {
  return path.substr(0, path.find('/'));
}

std::optional<std::string> room_of_public_header(const std::string& name) {
  const auto found = kPublicHeaders.find(name);
  return found == kPublicHeaders.end() ? std::nullopt : std::optional(found->second);
}

bool is_third_party_of_one_room(const std::string& include) {
  return include.starts_with("Eigen/") || include.starts_with("unsupported/Eigen/");
}

bool is_forbidden_in_public(const std::string& include) {
  return is_third_party_of_one_room(include) || include.starts_with("nlohmann/") || include.starts_with("CLI/") ||
         include.starts_with("fmt/") || include.starts_with("stb") || include.starts_with("omp");
}

// The room that an include leads to; nothing when it leads out of the library.
std::optional<std::string> room_of_include(const std::string& include) {
  const std::string folder = first_folder(include);
  if (folder == "digitnet") return room_of_public_header(include.substr(folder.size() + 1));
  if (folder != include && kRooms.contains(folder)) return folder;
  return std::nullopt;
}

// Boost.Beast takes most of a minute to compile: it lies behind one source and the headers that this one alone
// includes.
bool is_behind_server(const std::string& include) {
  return include.starts_with("boost/") || include.starts_with("beast/");
}
bool is_server_of_boost(const std::string& path) {
  return path == "tools/serve/http/server.cpp" || path.starts_with("tools/serve/http/beast/");
}

// The traps of databases lie behind one room.
bool is_of_databases(const std::string& include) {
  return include.starts_with("soci/") || include == "sqlite3.h" || include == "libpq-fe.h";
}

std::optional<std::string> wrong_arrow(const std::string& from, const std::string& to) {
  if (from == to || kRooms.at(to) < kRooms.at(from)) return std::nullopt;
  if (kRooms.at(to) == kRooms.at(from)) return from + " and " + to + " must not include each other";
  return from + " stands to the left of " + to;
}

std::optional<std::string> reason_against(const SourceFile& file, const std::string& include) {
  const bool is_public = file.path.starts_with(kPublicFolder);
  const auto from = room_of_file(file.path);
  if (!from) return "the table of rooms does not know this file";
  if (is_third_party_of_one_room(include) && (*from != "kernels" || is_public)) return "only kernels/ includes Eigen";
  if (is_behind_server(include) && !is_server_of_boost(file.path)) return "only server.cpp and beast/ include Boost";
  if (is_of_databases(include) && !file.path.starts_with("tools/serve/store/")) return "only store/ includes SOCI";
  if (include.starts_with("..")) return "an include is named from its room, not by ..";
  if (is_public && is_forbidden_in_public(include)) return "a public header includes no other library";
  const auto to = room_of_include(include);
  if (!to) {
    if (include.starts_with("digitnet/") && *from != "tools") return "the table of rooms does not know this header";
    return std::nullopt;
  }
  if (is_public && !include.starts_with("digitnet/")) return "a public header includes no room";
  return wrong_arrow(*from, *to);
}

std::string read(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex line(R"re((?:^|\n)[ \t]*#[ \t]*include[ \t]*[<"]([^">\n]+)[">])re");
  std::vector<std::string> includes;
  for (std::sregex_iterator it(text.begin(), text.end(), line), end; it != end; ++it) includes.push_back((*it)[1]);
  return includes;
}

std::optional<std::string> room_of_file(const std::string& path) {
  if (path.starts_with(kPublicFolder)) return room_of_public_header(path.substr(kPublicFolder.size()));
  if (path.starts_with("tools/")) return "tools";
  const std::string folder = first_folder(path.substr(path.find('/') + 1));
  return kRooms.contains(folder) ? std::optional(folder) : std::nullopt;
}

std::vector<Complaint> check(const SourceFile& file) {
  if (!room_of_file(file.path)) return {{file.path, "", "the table of rooms does not know this file"}};
  std::vector<Complaint> complaints;
  for (const std::string& include : file.includes)
    if (const auto reason = reason_against(file, include)) complaints.push_back({file.path, include, *reason});
  return complaints;
}

std::vector<SourceFile> read_sources(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (const char* top : {"libdigitnet", "tools"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".h") continue;
      files.push_back({entry.path().lexically_relative(root).generic_string(), includes_of(read(entry.path()))});
    }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

}  // namespace rooms
