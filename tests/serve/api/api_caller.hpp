#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api_routes.hpp"

namespace digitnet::test {

/// The routes of the API with the shipped model, called without a connection.
class ApiCaller {
 public:
  explicit ApiCaller(serve::Recognizer::Options options = {});

  /// The answer of the route that has this method and path, waited for.
  serve::Response call(const std::string& method, const std::string& path, serve::Request request = {});
  serve::Response post(const std::string& path, const std::string& type, const std::string& body,
                       const std::string& query = "");
  /// What the WebSocket replies to a message.
  std::string draw(const std::string& message);
  serve::Recognizer& recognizer() { return recognizer_; }
  [[nodiscard]] const serve::Routes& routes() const { return routes_; }

 private:
  serve::Recognizer recognizer_;
  serve::Routes routes_;
};

/// A file of a form.
struct FormFile {
  std::string name;
  std::string file_name;
  std::string bytes;
};

inline constexpr const char* kFormType = "multipart/form-data; boundary=XX";
[[nodiscard]] std::string make_form(const std::vector<FormFile>& files);

/// A PGM file of a digit.
[[nodiscard]] std::string drawn(int digit);

[[nodiscard]] nlohmann::json json_of(const serve::Response& response);

}  // namespace digitnet::test
