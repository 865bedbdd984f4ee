#include "serve/samples/zip_files.hpp"

#include <doctest/doctest.h>
#include <zip.h>

namespace digitnet::test {

std::string make_zip(const ZipEntries& entries, const ZipKind& kind) {
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  REQUIRE(target != nullptr);
  zip_source_keep(target);
  zip_t* zip = zip_open_from_source(target, ZIP_TRUNCATE, nullptr);
  REQUIRE(zip != nullptr);
  for (const auto& [name, bytes] : entries) {
    zip_source_t* source = zip_source_buffer(zip, bytes.data(), bytes.size(), 0);
    const zip_int64_t index = name.ends_with('/') ? zip_dir_add(zip, name.c_str(), ZIP_FL_ENC_UTF_8)
                                                  : zip_file_add(zip, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (name.ends_with('/')) zip_source_free(source);
    REQUIRE(index >= 0);
    const auto number = static_cast<zip_uint64_t>(index);
    if (kind.is_stored) REQUIRE(zip_set_file_compression(zip, number, ZIP_CM_STORE, 0) == 0);
    if (kind.method >= 0) REQUIRE(zip_set_file_compression(zip, number, kind.method, 0) == 0);
    if (kind.is_encrypted) REQUIRE(zip_file_set_encryption(zip, number, ZIP_EM_AES_256, "secret") == 0);
  }
  REQUIRE(zip_close(zip) == 0);
  zip_stat_t stat;
  zip_stat_init(&stat);
  REQUIRE(zip_source_stat(target, &stat) == 0);
  std::string bytes(stat.size, '\0');
  REQUIRE(zip_source_open(target) == 0);
  REQUIRE(zip_source_read(target, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  return bytes;
}

}  // namespace digitnet::test
