#include "web_files.hpp"

#include <doctest/doctest.h>

#include <map>
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

// What the layout loads on every page.
const std::set<std::string> kEverywhere{"layout.mustache", "base.css", "dark.css", "theme.js", "site.js", "icon.svg"};

// What strangers see.
const std::set<std::string> kPublic{"home",  "recognise", "predict", "about", "error",
                                    "login", "register",  "confirm", "press", "told"};

const std::set<std::string> kParts{"layout",  "admin_nav", "channels",         "comparison",
                                   "digit",   "figure",    "form_fields",      "line",
                                   "notices", "pager",     "provider_buttons", "run"};

/// The styles and scripts of each page, by its template.
const std::map<std::string, std::set<std::string>>& pages() {
  static const std::map<std::string, std::set<std::string>> all{
      {"home", {"home.css"}},
      {"recognise", {"recognise.css", "recognise.js"}},
      {"predict", {"predict.css", "predict.js", "keep_answer.js"}},
      {"about", {"about.css"}},
      {"error", {"error.css"}},
      {"login", {"account.css"}},
      {"register", {"account.css"}},
      {"confirm", {"account.css"}},
      {"press", {"account.css"}},
      {"told", {"account.css"}},
      {"account", {"account.css"}},
      {"digits", {"account.css", "digits.js"}},
      {"training", {"account.css", "training.js"}},
      {"versions", {"account.css"}},
      {"version", {"account.css"}},
      {"tests", {"account.css"}},
      {"test", {"account.css"}},
      {"test_comparison", {"account.css"}},
      {"admin", {"account.css"}},
      {"admin_users", {"account.css"}},
      {"admin_user", {"account.css"}},
      {"admin_models", {"account.css"}},
      {"admin_model", {"account.css"}},
      {"admin_table", {"account.css"}},
  };
  return all;
}

std::string_view bytes_of(const std::string& name) {
  for (const auto& files : {web_assets(), web_templates()}) {
    for (const WebFile& file : files) {
      if (file.name == name) return file.bytes;
    }
  }
  FAIL("no such file: " << name);
  return {};
}

std::size_t size_of(const std::set<std::string>& names) {
  std::size_t bytes = 0;
  for (const std::string& name : names) bytes += gzip(bytes_of(name)).size();
  return bytes;
}

/// With the modules that scripts import, and those import.
std::set<std::string> with_what_it_includes(std::set<std::string> names) {
  for (std::size_t known = 0; known != names.size();) {
    known = names.size();
    for (const std::string& name : std::set<std::string>(names)) {
      names.merge(matches(bytes_of(name), "(?:from |import\\()\"\\./([a-z_.]+)\""));
    }
  }
  return names;
}

}  // namespace

TEST_CASE("all that public pages load takes less than 60 KB together in gzip, and so does each private page alone") {
  std::size_t all_public = size_of(kEverywhere);
  std::set<std::string> counted = kEverywhere;
  for (const auto& [page, files] : pages()) {
    INFO(page);
    std::set<std::string> own = with_what_it_includes(files);
    own.insert(page + ".mustache");
    own.insert(kEverywhere.begin(), kEverywhere.end());
    CHECK(size_of(own) > 5'000);
    CHECK(size_of(own) < 60'000);
    if (!kPublic.contains(page)) continue;
    for (const std::string& file : own) {
      if (counted.insert(file).second) all_public += size_of({file});
    }
  }
  for (const WebFile& file : web_assets()) {
    if (file.name.ends_with(".jpg")) all_public += gzip(file.bytes).size();  // the samples of Recognise
  }
  CHECK(all_public > 20'000);
  CHECK(all_public < 60'000);
}

TEST_CASE(
    "every template is a page, whose size is counted, or a part of one, and some page loads every style and script") {
  std::set<std::string> loaded = kEverywhere;
  for (const auto& [page, files] : pages()) loaded.merge(with_what_it_includes(files));
  for (const WebFile& file : web_assets()) {
    INFO(file.name);
    CHECK(file.name.ends_with(".jpg") + loaded.contains(std::string(file.name)) == 1);
  }
  for (const WebFile& file : web_templates()) {
    INFO(file.name);
    const std::string name(file.name.substr(0, file.name.find('.')));
    CHECK(pages().contains(name) + kParts.contains(name) == 1);
  }
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
