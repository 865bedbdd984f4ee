#include "support/small_disk.hpp"

#include "support/process.hpp"

namespace digitnet::test {
namespace {

std::vector<std::string> unshared(const std::string& flags, const std::string& folder, const std::string& size,
                                  const std::vector<std::string>& command) {
  std::vector<std::string> words{"/usr/bin/unshare",
                                 flags,
                                 "/bin/sh",
                                 "-c",
                                 "disk=$1; mount -t tmpfs -o \"size=$2\" tmpfs \"$disk\" || exit 99\n"
                                 "shift 2; \"$@\"; code=$?; ls -A \"$disk\"; exit $code",
                                 "sh",
                                 folder,
                                 size};
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

}  // namespace

std::optional<std::vector<std::string>> on_small_disk(const std::string& folder, const std::string& size,
                                                      const std::vector<std::string>& command) {
  for (const char* flags : {"-m", "-Urm"}) {
    if (run_process(unshared(flags, folder, size, {"/bin/true"})).exit_code == 0) {
      return unshared(flags, folder, size, command);
    }
  }
  return {};
}

}  // namespace digitnet::test
