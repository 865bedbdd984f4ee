#pragma once

#include <dlib/dnn.h>

#include <vector>

#include "support/labelled_bars.hpp"

namespace digitnet::bench {

// The architectures of libdigitnet/model/architectures.cpp as dlib's types: read them from the bottom up.
using Bytes = dlib::matrix<unsigned char>;
template <long kFilters, typename Below>
using Convolution = dlib::relu<dlib::add_layer<dlib::con_<kFilters, 3, 3, 1, 1, 0, 0>, Below>>;
template <long kFilters1, long kFilters2>
using Convolutions = dlib::max_pool<2, 2, 2, 2, Convolution<kFilters2, Convolution<kFilters1, dlib::input<Bytes>>>>;

/// dlib's own takes its rate at run time; a type is what a network can be written with.
struct Dropout25 : dlib::dropout_ {
  Dropout25() : dlib::dropout_(0.25f) {}
};

template <long kFilters1, long kFilters2, long kUnits>
using TrainingNetwork = dlib::loss_multiclass_log<dlib::fc<
    10, dlib::dropout<dlib::relu<dlib::fc<kUnits, dlib::add_layer<Dropout25, Convolutions<kFilters1, kFilters2>>>>>>>;

/// Without dropout, and with the softmax that a loss layer leaves out.
template <long kFilters1, long kFilters2, long kUnits>
using InferenceNetwork = dlib::softmax<dlib::fc<10, dlib::relu<dlib::fc<kUnits, Convolutions<kFilters1, kFilters2>>>>>;

/// The images as dlib's users hold them.
inline std::vector<Bytes> bytes_of(const LabelledBars& bars) {
  std::vector<Bytes> images(bars.labels.size(), Bytes(28, 28));
  const float* pixel = bars.images.data();
  for (Bytes& image : images)
    for (unsigned char& byte : image) byte = static_cast<unsigned char>(255 * *pixel++);
  return images;
}

}  // namespace digitnet::bench
