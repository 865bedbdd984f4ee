// A ZIP archive of pictures, whose names also give labels and are shown.

#include "picture_archive.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "expect.hpp"
#include "label_text.hpp"
#include "picture_admission.hpp"
#include "shown_name.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

using fuzz::expect;

constexpr std::size_t kMost_bytes = 1'000'000;

void check_name(const std::string& name) {
  const std::string shown = shown_name(name);
  expect(is_utf8(shown), "a name is shown as UTF-8");
  expect(shown.size() <= 120, "a name is shown cut");
  expect(std::ranges::none_of(shown, [](char c) { return static_cast<unsigned char>(c) < 0x20; }),
         "no name that is shown holds a control character");
  const auto label = label_in_name(name);
  if (!label) return;
  expect(!label->empty() && label->size() <= 6, "a label in a name is short");
  expect(std::ranges::all_of(*label, [](char c) { return c >= '0' && c <= '9'; }), "a label is digits");
}

void unpack(PictureArchive& archive, std::size_t picture) {
  try {
    const std::string bytes = archive.unpack(picture, kMost_bytes);
    expect(bytes.size() <= kMost_bytes, "no picture is larger than it may be");
    expect(!is_archive(bytes), "no picture is an archive");
  } catch (const PictureRefused& refused) {
    expect(refused.status() == 413 || refused.status() == 415 || refused.status() == 422, "a refusal is one of these");
  }
}

}  // namespace
}  // namespace digitnet::serve

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digitnet::serve;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try {
    PictureArchive archive(bytes);
    digitnet::fuzz::expect(archive.size() <= kMostArchiveEntries, "there are no more pictures than there may be");
    for (std::size_t i = 0; i < std::min<std::size_t>(archive.size(), 20); ++i) {
      check_name(archive.name(i));
      unpack(archive, i);
    }
  } catch (const PictureRefused&) {
    check_name(std::string(bytes.substr(0, 300)));
  }
  return 0;
}
