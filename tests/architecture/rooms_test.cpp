#include "architecture/rooms.hpp"

#include <doctest/doctest.h>

#include <string>

using rooms::check;
using rooms::SourceFile;

namespace {

// The reason of the only complaint about a file with this one include, or nothing.
std::string complaint(const std::string& path, const std::string& include) {
  const auto complaints = check({path, {include}});
  REQUIRE(complaints.size() <= 1);
  return complaints.empty() ? "" : complaints[0].reason;
}

}  // namespace

TEST_CASE("every include in the library and the tools leads to the left") {
  const auto files = rooms::read_sources(DIGITNET_SOURCE_DIR);
  REQUIRE(files.size() > 40);
  std::size_t inner = 0;
  for (const SourceFile& file : files) {
    inner += file.includes.size();
    for (const auto& found : check(file))
      FAIL_CHECK(found.file << " includes \"" << found.include << "\": " << found.reason);
  }
  CHECK(inner > 200);  // the reader of includes sees them
}

TEST_CASE("an arrow that runs back is found") {
  CHECK(complaint("libdigitnet/tensor/tensor.cpp", "kernels/table.hpp") == "tensor stands to the left of kernels");
  CHECK(complaint("libdigitnet/layers/layer.cpp", "digitnet/trainer.hpp") == "layers stands to the left of training");
  CHECK(complaint("libdigitnet/formats/idx.cpp", "digitnet/digitnet.hpp") == "formats stands to the left of library");
  CHECK(complaint("libdigitnet/image/ink.cpp", "tools/digitnet/train.hpp") == "image stands to the left of tools");
  CHECK(complaint("libdigitnet/model/plan.cpp", "kernels/table.hpp").empty());
  CHECK(complaint("tools/digitnet/train.cpp", "digitnet/digitnet.hpp").empty());
}

TEST_CASE("training and inference must not include each other") {
  CHECK(complaint("libdigitnet/training/trainer.cpp", "digitnet/evaluate.hpp") ==
        "training and inference must not include each other");
  CHECK(complaint("libdigitnet/inference/evaluate.cpp", "digitnet/optimizer.hpp") ==
        "inference and training must not include each other");
  CHECK(complaint("libdigitnet/training/trainer.cpp", "training/schedule.hpp").empty());
}

TEST_CASE("only kernels may include Eigen") {
  CHECK(complaint("libdigitnet/layers/layer.cpp", "Eigen/Core") == "only kernels/ includes Eigen");
  CHECK(complaint("tools/digitnet/main.cpp", "Eigen/Dense") == "only kernels/ includes Eigen");
  CHECK(complaint("libdigitnet/include/digitnet/isa.hpp", "Eigen/Core") == "only kernels/ includes Eigen");
  CHECK(complaint("libdigitnet/kernels/dense.cpp", "Eigen/Core").empty());
}

TEST_CASE("only the server's one source and its headers may include Boost") {
  CHECK(complaint("tools/serve/http/service.cpp", "boost/asio.hpp") == "only server.cpp and beast/ include Boost");
  CHECK(complaint("tools/serve/api/api_routes.cpp", "beast/http_connection.hpp") ==
        "only server.cpp and beast/ include Boost");
  CHECK(complaint("libdigitnet/image/ink.cpp", "boost/optional.hpp") == "only server.cpp and beast/ include Boost");
  CHECK(complaint("tools/serve/http/server.cpp", "beast/listener.hpp").empty());
  CHECK(complaint("tools/serve/http/beast/http_connection.hpp", "boost/asio/write.hpp").empty());
}

TEST_CASE("only the store may include SOCI, or the libraries of databases below it") {
  CHECK(complaint("tools/serve/accounts/users.cpp", "soci/soci.h") == "only store/ includes SOCI");
  CHECK(complaint("tools/digitnet/db.cpp", "sqlite3.h") == "only store/ includes SOCI");
  CHECK(complaint("tools/serve/store/database.cpp", "soci/soci.h").empty());
}

TEST_CASE("a public header includes neither a room nor another library") {
  CHECK(complaint("libdigitnet/include/digitnet/model.hpp", "tensor/random.hpp") == "a public header includes no room");
  CHECK(complaint("libdigitnet/include/digitnet/model_file.hpp", "nlohmann/json.hpp") ==
        "a public header includes no other library");
  CHECK(complaint("libdigitnet/include/digitnet/model.hpp", "digitnet/trainer.hpp") ==
        "model stands to the left of training");
  CHECK(complaint("libdigitnet/include/digitnet/model.hpp", "vector").empty());
}

TEST_CASE("a public header without an entry in the table of rooms is found") {
  CHECK(complaint("libdigitnet/include/digitnet/telepathy.hpp", "vector") ==
        "the table of rooms does not know this file");
  CHECK(complaint("libdigitnet/formats/idx.cpp", "digitnet/telepathy.hpp") ==
        "the table of rooms does not know this header");
  CHECK(check({"libdigitnet/include/digitnet/telepathy.hpp", {}}).size() == 1);
  CHECK(check({"libdigitnet/attic/box.cpp", {}}).size() == 1);
}

TEST_CASE("includes are read as a compiler reads them") {
  CHECK(rooms::includes_of("#pragma once\n#include <vector>\n  #  include \"model/plan.hpp\"  // why\n") ==
        std::vector<std::string>{"vector", "model/plan.hpp"});
  CHECK(rooms::includes_of("// #include <vector>\nconst char* s = \"#include\";\n").empty());
}
