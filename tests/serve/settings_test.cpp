#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "formats/temporary_folder.hpp"
#include "serve/serve_command.hpp"

using namespace digitnet::test;

TEST_CASE("bad options are one clear line and exit code 2") {
  CHECK(is_one_error(serve({"--port", "70000"}), "--port: expected a whole number from 0 to 65535, found '70000'"));
  CHECK(is_one_error(serve({"--body-timeout", "5"}), "--body-timeout: expected a time such as 500ms"));
  CHECK(is_one_error(serve({"--address", "localhost"}), "--address: expected a numeric address, found 'localhost'"));
  CHECK(is_one_error(serve({"--trusted-proxy", "10.0.0.0/99"}), "--trusted-proxy: expected an address or a range"));
  CHECK(is_one_error(serve({"--metrics-from", "everyone"}), "--metrics-from: expected an address or a range"));
  CHECK(is_one_error(serve({"--public-url", "digits.example"}), "--public-url: expected a URL"));
  CHECK(is_one_error(serve({"--access-log", "/nowhere/access.log"}), "/nowhere/access.log: the access log cannot be"));
  CHECK(is_one_error(serve({"--config", "/nowhere.conf"}), "/nowhere.conf: cannot be read"));
  CHECK(is_one_error(serve({"--config", "/"}), "/: cannot be read: it is a directory"));
  CHECK(is_one_error(serve({"--colour", "red"}), "--colour"));
  for (const char* rate : {"0.0009", "1e-300", "-1", "nan", "1e7"}) {
    CAPTURE(rate);
    CHECK(is_one_error(serve({"--rate=" + std::string(rate)}),
                       "--rate: expected 0 or a number from 0.001 to 1000000, found '" + std::string(rate) + "'"));
  }
  for (const char* rate : {"0", "0.001", "1000000"}) CHECK(serve({"--print-config", "--rate", rate}).exit_code == 0);
}

TEST_CASE("flags come before variables, variables before the file, and --print-config shows what holds") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "serve.conf").string();
  std::ofstream(file) << "# a comment\n\nport = 1111\nbody-timeout = 11s\r\nrate=11\nbehind-proxy = false\n"
                         "trusted-proxy = 10.0.0.0/8, fd00::/8\n";
  ProcessOptions options;
  options.environment = {{"DIGITNET_SERVE_PORT", "2222"}, {"DIGITNET_SERVE_BODY_TIMEOUT", "2m"}};
  const auto result = serve({"--config", file, "--print-config", "--port", "3333"}, options);
  CHECK(result.exit_code == 0);
  CHECK(result.err.empty());
  for (const char* line : {"\nport = 3333\n", "\nbody-timeout = 120s\n", "\nrate = 11\n", "\nbehind-proxy = false\n",
                           "\ntrusted-proxy = 10.0.0.0/8, fd00::/8\n", "\nheader-timeout = 5s\n"}) {
    CAPTURE(line);
    CHECK(result.out.find(line) != std::string::npos);
  }
  std::ofstream(file) << result.out;
  CHECK(serve({"--config", file, "--print-config"}).out == result.out);
  const auto repeated = serve({"--print-config", "--trusted-proxy", "10.0.0.1", "--trusted-proxy", "10.0.0.2"});
  CHECK(repeated.out.find("trusted-proxy = 10.0.0.1, 10.0.0.2\n") != std::string::npos);
}

TEST_CASE("a deadline that never comes, or at once, is refused; to stop at once is not") {
  for (const std::string name : {"header", "body", "idle", "write"}) {
    for (const std::string time : {"0s", "0ms", "99ms"}) {
      CHECK(is_one_error(serve({"--" + name + "-timeout", time}),
                         "--" + name +
                             "-timeout: expected a time such as 500ms, 30s or 2m, at least 100ms and at most a "
                             "day, found '" +
                             time + "'"));
    }
    CHECK(serve({"--print-config", "--" + name + "-timeout", "100ms"}).exit_code == 0);
  }
  CHECK(serve({"--print-config", "--drain-timeout", "0s", "--shutdown-delay", "0s"}).exit_code == 0);
}

TEST_CASE("DIGITNET_SERVE_CONFIG names the file, unless a flag does") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "serve.conf").string();
  const std::string other = (folder.path() / "other.conf").string();
  std::ofstream(file) << "port = 1111\n";
  std::ofstream(other) << "port = 2222\n";
  ProcessOptions options;
  options.environment = {{"DIGITNET_SERVE_CONFIG", file}};
  CHECK(serve({"--print-config"}, options).out.find("\nport = 1111\n") != std::string::npos);
  CHECK(serve({"--print-config", "--config", other}, options).out.find("\nport = 2222\n") != std::string::npos);
  options.environment = {{"DIGITNET_SERVE_CONFIG", "/nowhere.conf"}};
  CHECK(is_one_error(serve({}, options), "/nowhere.conf: cannot be read: No such file or directory"));
}

TEST_CASE("a mistake in the file or the environment says where it is") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "serve.conf").string();
  std::ofstream(file) << "port = 1111\n\nport: 5\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:3: expected name = value"));
  std::ofstream(file) << "port = many\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:1: port: expected a whole number"));
  std::ofstream(file) << "port = 1111\nrate = 5\nport = 2222\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:3: port: expected once, found in line 1, too"));
  std::ofstream(file) << "colour = red\n";
  CHECK(is_one_error(serve({"--config", file}), "serve.conf:1: colour: no such setting"));
  std::ofstream(file) << "acess-log = -\n";
  CHECK(is_one_error(serve({"--config", file}), "acess-log: no such setting; the nearest is access-log"));
  ProcessOptions options;
  options.environment = {{"DIGITNET_SERVE_RATE", "fast"}};
  CHECK(is_one_error(serve({}, options), "DIGITNET_SERVE_RATE: expected 0 or a number"));
}

TEST_CASE("a variable that is no setting is an error that names the nearest one") {
  const auto error = [](const char* name) {
    ProcessOptions options;
    options.environment = {{name, "1"}};
    return serve({"--print-config"}, options);
  };
  CHECK(is_one_error(error("DIGITNET_SERVE_BODY_TIMOUT"),
                     "DIGITNET_SERVE_BODY_TIMOUT: no such setting; the nearest is DIGITNET_SERVE_BODY_TIMEOUT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_PROT"), "the nearest is DIGITNET_SERVE_PORT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_MESSAGE_PER_SECOND"), "the nearest is DIGITNET_SERVE_MESSAGES_PER_SECOND"));
  CHECK(is_one_error(error("DIGITNET_SERVE_port"), "the nearest is DIGITNET_SERVE_PORT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_BODY-TIMEOUT"), "the nearest is DIGITNET_SERVE_BODY_TIMEOUT"));
  CHECK(is_one_error(error("DIGITNET_SERVE_"), "DIGITNET_SERVE_: no such setting"));
  CHECK(error("DIGITNET_SERVED").exit_code == 0);
  CHECK(error("DIGITNET_SERVE_THREADS").exit_code == 0);
}
