#include "web_files.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <set>
#include <string>

#include "assets.hpp"
#include "gzip.hpp"

using namespace digitnet::serve;

namespace {

std::set<std::string> matches(std::string_view text, const std::string& pattern) {
  const std::string copy(text);
  const std::regex expression(pattern);
  std::set<std::string> found;
  for (auto i = std::sregex_iterator(copy.begin(), copy.end(), expression); i != std::sregex_iterator(); ++i) {
    found.insert((*i)[1]);
  }
  return found;
}

}  // namespace

TEST_CASE("templates, styles, scripts and pictures take less than 80 KB together in gzip") {
  const Assets assets;
  std::size_t bytes = assets.packed_bytes();
  for (const WebFile& file : web_templates()) bytes += gzip(file.bytes).size();
  CHECK(bytes > 20'000);
  CHECK(bytes < 80'000);
}

TEST_CASE("every asset is served under an address of the hash, for ever") {
  const Assets assets;
  CHECK(assets.prefix().size() == std::string("/assets/0123456789abcdef/").size());
  REQUIRE(web_assets().size() > 20);
  for (const WebFile& file : web_assets()) {
    const StaticContent* content = assets.find(assets.prefix() + std::string(file.name));
    REQUIRE(content != nullptr);
    CHECK(content->body == file.bytes);
    CHECK(content->cache_control == "public, max-age=31536000, immutable");
  }
  CHECK(assets.find(assets.prefix()) == nullptr);
  CHECK(assets.find("/assets/0000000000000000/base.css") == nullptr);
  CHECK(assets.find(assets.prefix() + "../base.css") == nullptr);
  CHECK(assets.find(assets.prefix() + "base.css")->content_type == "text/css; charset=utf-8");
  CHECK(assets.find(assets.prefix() + "site.js")->content_type == "text/javascript; charset=utf-8");
}

TEST_CASE("what scripts import and templates name is there") {
  const Assets assets;
  std::set<std::string> named;
  for (const WebFile& file : web_assets()) named.merge(matches(file.bytes, "from \"\\./([a-z_.]+)\""));
  for (const WebFile& file : web_templates())
    named.merge(matches(file.bytes, "\\{\\{assets\\}\\}([a-z_]+\\.[a-z]+)\""));
  CHECK(named.size() > 12);
  for (const std::string& name : named) {
    INFO(name);
    CHECK(assets.find(assets.prefix() + name) != nullptr);
  }
}

TEST_CASE("no template holds style or script of its own, nor leads elsewhere: the policy would refuse both") {
  for (const WebFile& file : web_templates()) {
    INFO(file.name);
    CHECK(matches(file.bytes, "(<style|\\sstyle=|\\son[a-z]+=\"|javascript:)").empty());
    CHECK(matches(file.bytes, "(<script(?![^>]* src=)[^>]*>)").empty());
    CHECK(matches(file.bytes, "((?:src|href|action)=\"(?:[a-z]+:|//))").empty());
  }
}

TEST_CASE("every colour is stated once for light and once for dark") {
  std::set<std::string> light;
  std::set<std::string> dark;
  for (const WebFile& file : web_assets()) {
    if (file.name == "base.css") light = matches(file.bytes, "(--[a-z-]+): (?:#|0 1px)");
    if (file.name == "dark.css") dark = matches(file.bytes, "(--[a-z-]+): (?:#|0 1px)");
  }
  CHECK(light.size() > 12);
  CHECK(light == dark);
}
