#include "static_content.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <string>

#include "gzip.hpp"

using namespace digitnet::serve;

namespace {

std::string unpacked(const std::string& packed, std::size_t most_bytes) {
  std::string bytes(most_bytes, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  bytes.resize(stream.total_out);
  inflateEnd(&stream);
  return bytes;
}

Request get(std::vector<Field> fields = {}) {
  return {"id", "127.0.0.1", "GET", "/", "", {}, std::move(fields), ""};
}

const std::string kText(5000, 'x');

StaticContent text() {
  return make_static_content("text/plain; charset=utf-8", kText, kRevalidate);
}

}  // namespace

TEST_CASE("content goes out in gzip to who takes it, and says that it differs by that") {
  const Response packed = respond_with(text(), get({{"Accept-Encoding", "br, gzip;q=0.5"}}));
  CHECK(packed.status == 200);
  CHECK(find_field(packed.fields, "content-encoding") == "gzip");
  CHECK(find_field(packed.fields, "vary") == "Accept-Encoding");
  CHECK(packed.body.size() < 100);
  CHECK(unpacked(packed.body, 10000) == kText);

  const Response plain = respond_with(text(), get());
  CHECK(plain.body == kText);
  CHECK(find_field(plain.fields, "content-encoding").empty());
  CHECK(find_field(plain.fields, "vary") == "Accept-Encoding");
  CHECK(find_field(plain.fields, "etag") != find_field(packed.fields, "etag"));
}

TEST_CASE("gzip is refused by a weight of nothing, and by silence") {
  CHECK(accepts_gzip("gzip"));
  CHECK(accepts_gzip("deflate , GZip ; q=0.001"));
  CHECK_FALSE(accepts_gzip("gzip;q=0"));
  CHECK_FALSE(accepts_gzip("gzip; q=0.000, br"));
  CHECK_FALSE(accepts_gzip("br"));
  CHECK_FALSE(accepts_gzip(""));
}

TEST_CASE("who has the content gets 304 without it, whichever encoding it was") {
  const StaticContent content = text();
  for (const std::string encoding : {"gzip", "identity"}) {
    const std::string tag(find_field(respond_with(content, get({{"Accept-Encoding", encoding}})).fields, "etag"));
    for (const std::string& condition : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
      const Response again = respond_with(content, get({{"If-None-Match", condition}}));
      CHECK(again.status == 304);
      CHECK(again.body.empty());
      CHECK(again.content_type.empty());
      CHECK_FALSE(find_field(again.fields, "etag").empty());
    }
  }
  for (const char* condition : {"\"other\"", "", "\"", content.tag.c_str()}) {
    CHECK(respond_with(content, get({{"If-None-Match", condition}})).status == 200);
  }
}

TEST_CASE("what gzip makes no smaller goes out as it is") {
  const StaticContent content = make_static_content("text/plain", "7", kRevalidate);
  const Response response = respond_with(content, get({{"Accept-Encoding", "gzip"}}));
  CHECK(response.body == "7");
  CHECK(find_field(response.fields, "content-encoding").empty());
}

TEST_CASE("another content has another tag") {
  CHECK(content_hash("a") != content_hash("b"));
  CHECK(content_hash("a") == content_hash("a"));
  CHECK(content_hash("").size() == 16);
  CHECK(unpacked(gzip(""), 10).empty());
}
