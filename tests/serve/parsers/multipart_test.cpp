#include "multipart.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "digitnet/error.hpp"

using namespace digitnet::serve;

namespace {

const std::string kType = "multipart/form-data; boundary=XX";
const std::string kHead = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";

// A body of one part with this head and these bytes.
std::string one_part(const std::string& head, const std::string& bytes) {
  return "--XX\r\n" + head + bytes + "\r\n--XX--\r\n";
}

std::vector<MultipartPart> parse(const std::string& body) {
  return parse_multipart(body, kType);
}

bool is_refused(const std::string& body, const std::string& type = kType) {
  try {
    (void)parse_multipart(body, type);
    return false;
  } catch (const digitnet::FormatError&) {
    return true;
  }
}

}  // namespace

TEST_CASE("a form of a field and a file is read as browsers send it") {
  const std::string body =
      "--XX\r\nContent-Disposition: form-data; name=\"top\"\r\n\r\n3\r\n"
      "--XX\r\nContent-Disposition: form-data; name=\"image\"; filename=\"se\xc3\xb6 %22x%22.png\"\r\n"
      "Content-Type: image/png\r\n\r\n\x89PNG\r\n--X\r\n--XX--\r\n";
  const auto parts = parse(body);
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].name == "top");
  CHECK(parts[0].body == "3");
  CHECK(parts[0].file_name.empty());
  CHECK(parts[1].name == "image");
  CHECK(parts[1].file_name == "se\xc3\xb6 \"x\".png");
  CHECK(parts[1].content_type == "image/png");
  CHECK(parts[1].body == "\x89PNG\r\n--X");
  CHECK(parts[1].body.data() >= body.data());  // nothing was copied
  CHECK(parts[1].body.data() < body.data() + body.size());
}

TEST_CASE("file names with backslashes, percent signs and no quotes are taken as they are") {
  const auto name = [](const std::string& value) {
    const std::string body = one_part("content-disposition: FORM-DATA;name=a;filename=" + value + "\r\n\r\n", "");
    return parse(body).front().file_name;
  };
  CHECK(name("\"C:\\scans\\7.png\"") == "C:\\scans\\7.png");
  CHECK(name("\"a\\\"b.png\"") == "a\"b.png");
  CHECK(name("\"100%.png\"") == "100%.png");
  CHECK(name("\"%41%2f.png\"") == "%41%2f.png");
  CHECK(name("seven.png") == "seven.png");
}

TEST_CASE("a part may have no bytes, and a form no part") {
  CHECK(parse(one_part(kHead, "")).front().body.empty());
  CHECK(parse("--XX\r\n" + kHead + "--XX--").front().body.empty());
  CHECK(parse("--XX--\r\n").empty());
}

TEST_CASE("a body that is no whole form is refused") {
  const std::string whole = one_part(kHead, "bytes");
  REQUIRE_FALSE(is_refused(whole));
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) CHECK(is_refused(whole.substr(0, size)));
  CHECK(is_refused("\r\n" + whole));
  CHECK(is_refused(whole + "more"));
  CHECK(is_refused("--XX\n" + kHead + "bytes\n--XX--"));
  CHECK(is_refused("--XX \r\n" + kHead + "bytes\r\n--XX--"));
  CHECK(is_refused(one_part(kHead, "a\r\n--XXb")));
}

TEST_CASE("a part without one name in Content-Disposition is refused") {
  for (const char* head :
       {"", "Content-Type: image/png\r\n", "Content-Disposition: form-data\r\n",
        "Content-Disposition: file; name=a\r\n", "Content-Disposition: form-data; name=a; name=b\r\n",
        "Content-Disposition: form-data; name=\"a\r\n", "Content-Disposition: form-data; name=a b\r\n",
        "Content-Disposition: form-data; name\r\n", "Content-Disposition: form-data; filename=a\r\n", "nonsense\r\n",
        "Content-Disposition: form-data; name=a\r\nContent-Disposition: form-data; name=b\r\n",
        "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n",
        "Content-Disposition: form-data; name=\"\xff\"\r\n", "Content-Disposition: form-data; name=\"\"\r\n"}) {
    CHECK_MESSAGE(is_refused(one_part(head + std::string("\r\n"), "bytes")), head);
  }
  CHECK(is_refused(one_part(std::string("Content-Disposition: form-data; name=\"\0\"\r\n\r\n", 45), "bytes")));
}

TEST_CASE("a boundary that is missing, too long or strange is refused") {
  const std::string body = one_part(kHead, "bytes");
  for (const std::string& type : std::vector<std::string>{
           "", "image/png", "multipart/form-data", "multipart/mixed; boundary=XX", "multipart/form-data; boundary=\"\"",
           "multipart/form-data; boundary=\"X\\\"X\"", "multipart/form-data; boundary=" + std::string(71, 'X')}) {
    CHECK_MESSAGE(is_refused(body, type), type);
  }
  const std::string longest(70, 'X');
  CHECK_FALSE(is_refused("--" + longest + "--", "multipart/form-data; boundary=" + longest));
}

TEST_CASE("parts and heads beyond their limits are refused") {
  std::string body;
  for (std::size_t i = 0; i < kMostParts; ++i) body += "--XX\r\n" + kHead + "\r\n";
  CHECK(parse(body + "--XX--").size() == kMostParts);
  CHECK(is_refused(body + "--XX\r\n" + kHead + "\r\n--XX--"));
  const std::string disposition = "Content-Disposition: form-data; name=\"a\"\r\n";
  const auto with_head_of = [&](std::size_t size) {
    return one_part(disposition + "X: " + std::string(size - disposition.size() - 3, 'x') + "\r\n\r\n", "");
  };
  CHECK_FALSE(is_refused(with_head_of(kMostPartHead_bytes)));
  CHECK(is_refused(with_head_of(kMostPartHead_bytes + 1)));
}

TEST_CASE("bytes made to slow the search down do not") {
  const std::string boundary(70, '-');
  const std::string type = "multipart/form-data; boundary=" + boundary;
  std::string almost = "\r\n--" + boundary;
  almost.back() = '_';
  std::string bytes(16'000'000, '-');
  for (std::size_t i = 0; i < bytes.size() / 2; i += almost.size()) bytes.replace(i, almost.size(), almost);
  const std::string body = "--" + boundary + "\r\n" + kHead + bytes + "\r\n--" + boundary + "--";
  const auto start = std::chrono::steady_clock::now();
  CHECK(parse_multipart(body, type).front().body.size() == bytes.size());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  MESSAGE("seconds for 16 MB: " << seconds.count());
  CHECK(seconds.count() < 2);
}
