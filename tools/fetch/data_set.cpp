#include "data_set.hpp"

namespace digitnet::fetch {
namespace {

constexpr std::array<std::string_view, 2> kMnistMirrors{"https://storage.googleapis.com/cvdf-datasets/mnist/",
                                                        "https://ossci-datasets.s3.amazonaws.com/mnist/"};
constexpr std::array<std::string_view, 1> kFashionMirrors{
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"};

// The sums are of the files as they lie uncompressed in the sources named in sources.hpp.
constexpr std::array<DataSet, 2> kDataSets{{
    {"mnist",
     {{{"train-images-idx3-ubyte", 47040016, "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"},
       {"train-labels-idx1-ubyte", 60008, "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"},
       {"t10k-images-idx3-ubyte", 7840016, "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"},
       {"t10k-labels-idx1-ubyte", 10008, "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"}}},
     kMnistMirrors},
    {"fashion-mnist",
     {{{"train-images-idx3-ubyte", 47040016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"},
       {"train-labels-idx1-ubyte", 60008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"},
       {"t10k-images-idx3-ubyte", 7840016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"},
       {"t10k-labels-idx1-ubyte", 10008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"}}},
     kFashionMirrors},
}};

}  // namespace

const DataSet* find_data_set(std::string_view name) {
  for (const DataSet& set : kDataSets) {
    if (set.name == name) {
      return &set;
    }
  }
  return nullptr;
}

}  // namespace digitnet::fetch
