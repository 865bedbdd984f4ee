// How close do the kernels come to the machine's limits? Ceilings that are measured here, the kernels behind a step of
// `seed` and `report`, and whole steps; roofline.py draws them.
//
// Operations are counted as the formulas have them, a product and its sum as two, a comparison as one, whatever the
// algorithm: Winograd's takes fewer, so that a convolution may come out above the processor's peak. Bytes are those
// that must move at least once: inputs and weights read, results written. Convolutions and pools take their images a
// few at a time in each thread's own memory, as a step does; dense layers take the batch in parts.

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "digitnet/tensor.hpp"
#include "kernels/kernels.hpp"
#include "support/benchmark.hpp"
#include "support/ceilings.hpp"
#include "support/expected_sum.hpp"
#include "support/training_work.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

constexpr int kImages = 128;  // that a call of a convolution or a pool takes
constexpr int kChunk = 2;     // at a time in a thread
constexpr int kChecked = 24;  // values of a result
constexpr double kGiga = 1e-9;

/// What a call does at least.
struct Load {
  double operations;
  double bytes;
};

std::vector<Figure> figures(const Load& load, double calls) {
  return {{"GFLOP/s", kGiga * load.operations * calls},
          {"GB/s", kGiga * load.bytes * calls},
          {"FLOP/byte", load.operations / load.bytes}};
}

std::size_t size(int a, int b, int c = 1, int d = 1) {
  return static_cast<std::size_t>(a) * static_cast<std::size_t>(b) * static_cast<std::size_t>(c) *
         static_cast<std::size_t>(d);
}

double bytes(std::size_t floats) {
  return sizeof(float) * static_cast<double>(floats);
}

Storage random_floats(std::size_t count, std::uint32_t seed) {
  Storage storage(count);
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> any(-1, 1);
  std::ranges::generate(storage.span(), [&] { return any(random); });
  return storage;
}

Part this_thread() {
  return {omp_get_thread_num(), omp_get_num_threads()};
}

/// Different places in a result, the same in every run.
class Places {
 public:
  std::size_t below(std::size_t count) { return random_() % count; }
  int below(int count) { return static_cast<int>(below(static_cast<std::size_t>(count))); }

 private:
  std::mt19937 random_{7};
};

/// A 3x3 convolution with ReLU over 26x26 pixels, as the second one of `seed` and `report`.
class Convolution {
 public:
  Convolution(int in, int out, const Settings& settings)
      : shape_{26, 26, in, 24, 24, out, 3, 1, 0, 0},
        threads_(settings.threads),
        precision_(settings.precision),
        kernels_(kernels(precision_)),
        weight_(random_floats(size(3, 3, in, out), 1)),
        bias_(random_floats(size(out, 1), 2)),
        prepared_(kernels_.convolution_memory(shape_).prepared_floats),
        x_(random_floats(in_size() * kChunk, 3)),
        grad_y_(random_floats(out_size() * kChunk, 4)) {
    kernels_.convolution_prepare(shape_, {}, weight_.data(), prepared_.data());
    const Thread one{x_,
                     Storage(out_size() * kChunk),
                     grad_y_,
                     Storage(in_size() * kChunk),
                     Storage(weight_.size()),
                     Storage(bias_.size()),
                     Storage(kernels_.convolution_memory(shape_).scratch_floats)};
    memory_.assign(static_cast<std::size_t>(threads_), one);
    for (Thread& own : memory_) forward(own);  // in_chunks() may pass a thread over
    check_forward();
  }

  void forward() {
    in_chunks([this](Thread& own) { forward(own); });
  }

  void backward() {
    in_chunks([this](Thread& own) { backward(own); });
  }

  void check_backward() {
    Thread& own = memory_[0];
    std::ranges::fill(own.grad_weight.span(), 0.0f);
    std::ranges::fill(own.grad_bias.span(), 0.0f);
    backward(own);
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      check_grad_x(places.below(kChunk), places.below(26), places.below(26), places.below(shape_.in_channels));
      check_grad_weight(places.below(3), places.below(3), places.below(shape_.in_channels),
                        places.below(shape_.out_channels));
    }
  }

  [[nodiscard]] Load forward_load() const {
    return {2 * products(), bytes(kImages * (in_size() + out_size()) + weight_.size() + bias_.size())};
  }
  /// x, y and the gradient of y come in, the gradients of x and of the weights go out.
  [[nodiscard]] Load backward_load() const {
    return {4 * products(), bytes(2 * (kImages * (in_size() + out_size()) + weight_.size()) + bias_.size())};
  }

 private:
  struct Thread {
    Storage x, y, grad_y, grad_x, grad_weight, grad_bias, scratch;
  };

  [[nodiscard]] std::size_t in_size() const { return size(26, 26, shape_.in_channels); }
  [[nodiscard]] std::size_t out_size() const { return size(24, 24, shape_.out_channels); }
  [[nodiscard]] double products() const { return 24.0 * 24 * kImages * static_cast<double>(weight_.size()); }

  template <class Work>
  void in_chunks(const Work& work) {
#pragma omp parallel for num_threads(threads_) schedule(dynamic, 1)
    for (int chunk = 0; chunk < kImages / kChunk; ++chunk)
      work(memory_[static_cast<std::size_t>(omp_get_thread_num())]);
  }

  void forward(Thread& own) {
    const LinearForward data{own.x.data(), {weight_.data(), bias_.data(), prepared_.data()}, true, own.y.data()};
    kernels_.convolution_forward(shape_, kChunk, {}, data, own.scratch.data());
  }

  void backward(Thread& own) {
    kernels_.convolution_backward(shape_, kChunk,
                                  {.x = own.x.data(),
                                   .y = own.y.data(),
                                   .prepared = prepared_.data(),
                                   .grad_y = own.grad_y.data(),
                                   .grad_weight = own.grad_weight.data(),
                                   .grad_bias = own.grad_bias.data(),
                                   .grad_x = own.grad_x.data()},
                                  own.scratch.data());
  }

  [[nodiscard]] std::size_t in_at(int n, int i, int j, int c) const {
    return static_cast<std::size_t>(((n * 26 + i) * 26 + j) * shape_.in_channels + c);
  }
  [[nodiscard]] std::size_t out_at(int n, int i, int j, int f) const {
    return static_cast<std::size_t>(((n * 24 + i) * 24 + j) * shape_.out_channels + f);
  }
  [[nodiscard]] float weight(int k, int l, int c, int f) const {
    return weight_.data()[((k * 3 + l) * shape_.in_channels + c) * shape_.out_channels + f];
  }
  /// Behind the ReLU.
  [[nodiscard]] float grad_y(std::size_t at) const {
    return memory_[0].y.data()[at] > 0 ? grad_y_.data()[at] : 0.0f;
  }

  void check_forward() const {
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int n = places.below(kChunk), i = places.below(24), j = places.below(24);
      const int f = places.below(shape_.out_channels);
      ExpectedSum sum;
      sum.add(1, bias_.data()[f]);
      for (int k = 0; k < 3; ++k)
        for (int l = 0; l < 3; ++l)
          for (int c = 0; c < shape_.in_channels; ++c)
            sum.add(x_.data()[in_at(n, i + k, j + l, c)], weight(k, l, c, f));
      sum.cut_below_zero();
      sum.check("convolution", memory_[0].y.data()[out_at(n, i, j, f)], precision_);
    }
  }

  void check_grad_x(int n, int i, int j, int c) const {
    ExpectedSum sum;
    for (int k = std::max(0, i - 23); k < std::min(3, i + 1); ++k)
      for (int l = std::max(0, j - 23); l < std::min(3, j + 1); ++l)
        for (int f = 0; f < shape_.out_channels; ++f) sum.add(grad_y(out_at(n, i - k, j - l, f)), weight(k, l, c, f));
    sum.check("gradient of a convolution's input", memory_[0].grad_x.data()[in_at(n, i, j, c)], precision_);
  }

  void check_grad_weight(int k, int l, int c, int f) const {
    ExpectedSum sum;
    for (int n = 0; n < kChunk; ++n)
      for (int i = 0; i < 24; ++i)
        for (int j = 0; j < 24; ++j) sum.add(x_.data()[in_at(n, i + k, j + l, c)], grad_y(out_at(n, i, j, f)));
    const std::ptrdiff_t at = ((k * 3 + l) * shape_.in_channels + c) * shape_.out_channels + f;
    sum.check("gradient of a convolution's weights", memory_[0].grad_weight.data()[at], precision_);
  }

  ConvolutionShape shape_;
  int threads_;
  Precision precision_;
  const Kernels& kernels_;
  Storage weight_, bias_, prepared_, x_, grad_y_;
  std::vector<Thread> memory_;
};

/// A dense layer with 9216 inputs, as the first one of `seed` and `report`.
class DenseLayer {
 public:
  DenseLayer(int out, int rows, const Settings& settings)
      : shape_{rows, 9216, out},
        threads_(settings.threads),
        precision_(settings.precision),
        kernels_(kernels(precision_)),
        x_(random_floats(size(rows, shape_.in), 1)),
        weight_(random_floats(size(shape_.in, out), 2)),
        bias_(random_floats(size(out, 1), 3)),
        y_(size(rows, out)),
        grad_y_(random_floats(size(rows, out), 4)),
        grad_x_(x_.size()),
        grad_weight_(weight_.size()),
        prepared_(kernels_.dense_memory(shape_).prepared_floats),
        scratch_(static_cast<std::size_t>(threads_), Storage(kernels_.dense_memory(shape_).scratch_floats)) {
    kernels_.dense_prepare(shape_, {}, weight_.data(), prepared_.data());
  }

  void forward() {
#pragma omp parallel num_threads(threads_)
    kernels_.dense_forward(shape_, this_thread(), {x_.data(), weights(), false, y_.data()}, scratch());
  }

  void backward() {
#pragma omp parallel num_threads(threads_)
    {
      kernels_.dense_start_backward(shape_, grad_y_.data(), scratch());
      const Part part = this_thread();
      const int panels = shape_.in / kDensePanel;
      for (int panel = panels * part.index / part.count; panel < panels * (part.index + 1) / part.count; ++panel) {
        const int first = panel * kDensePanel;
        float* gradient = grad_weight_.data() + std::ptrdiff_t{first} * shape_.out;
        kernels_.dense_backward(
            shape_, {first, first + kDensePanel, x_.data(), weights(), grad_y_.data(), gradient, grad_x_.data()},
            scratch());
      }
    }
  }

  void check_forward() {
    forward();
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int row = places.below(shape_.rows), o = places.below(shape_.out);
      ExpectedSum sum;
      sum.add(1, bias_.data()[o]);
      for (int i = 0; i < shape_.in; ++i) sum.add(x_.data()[row * shape_.in + i], weight_.data()[i * shape_.out + o]);
      sum.check("dense layer", y_.data()[row * shape_.out + o], precision_);
    }
  }

  void check_backward() {
    backward();
    Places places;
    for (int check = 0; check < kChecked; ++check) {
      const int row = places.below(shape_.rows), i = places.below(shape_.in), o = places.below(shape_.out);
      ExpectedSum grad_x;
      for (int k = 0; k < shape_.out; ++k)
        grad_x.add(grad_y_.data()[row * shape_.out + k], weight_.data()[i * shape_.out + k]);
      grad_x.check("gradient of a dense layer's input", grad_x_.data()[row * shape_.in + i], precision_);
      ExpectedSum grad_weight;
      for (int k = 0; k < shape_.rows; ++k)
        grad_weight.add(x_.data()[k * shape_.in + i], grad_y_.data()[k * shape_.out + o]);
      grad_weight.check("gradient of a dense layer's weights", grad_weight_.data()[i * shape_.out + o], precision_);
    }
  }

  [[nodiscard]] Load forward_load() const {
    return {2 * products(), bytes(x_.size() + weight_.size() + bias_.size() + y_.size())};
  }
  [[nodiscard]] Load backward_load() const {
    return {4 * products(), bytes(2 * (x_.size() + weight_.size()) + y_.size())};
  }

 private:
  [[nodiscard]] double products() const {
    return shape_.rows * static_cast<double>(weight_.size());
  }
  [[nodiscard]] Weights weights() const {
    return {weight_.data(), bias_.data(), prepared_.data()};
  }
  float* scratch() {
    return scratch_[static_cast<std::size_t>(omp_get_thread_num())].data();
  }

  DenseShape shape_;
  int threads_;
  Precision precision_;
  const Kernels& kernels_;
  Storage x_, weight_, bias_, y_, grad_y_, grad_x_, grad_weight_, prepared_;
  std::vector<Storage> scratch_;
};

/// 2x2 max pooling over 24x24 pixels of 64 channels.
class Pooling {
 public:
  explicit Pooling(const Settings& settings)
      : threads_(settings.threads),
        kernels_(kernels()),
        memory_(static_cast<std::size_t>(threads_),
                Thread{random_floats(kIn * kChunk, 1), Storage(kOut * kChunk), random_floats(kOut * kChunk, 2),
                       Storage(kIn * kChunk), std::vector<std::uint8_t>(kOut * kChunk)}) {
    for (Thread& own : memory_) {
      forward(own);
      backward(own);
    }
    check();
  }

  void forward() {
    in_chunks([this](Thread& own) { forward(own); });
  }
  void backward() {
    in_chunks([this](Thread& own) { backward(own); });
  }

  [[nodiscard]] static Load forward_load() { return {3.0 * kImages * kOut, bytes(kImages * (kIn + kOut)) + kIndices}; }
  [[nodiscard]] static Load backward_load() { return {4.0 * kImages * kOut, bytes(kImages * (kIn + kOut)) + kIndices}; }

 private:
  struct Thread {
    Storage x, y, grad_y, grad_x;
    std::vector<std::uint8_t> indices;
  };

  void forward(Thread& own) {
    kernels_.max_pool_forward(kShape, kChunk, {}, own.x.data(), own.y.data(), own.indices.data());
  }
  void backward(Thread& own) {
    kernels_.max_pool_backward(kShape, kChunk, own.grad_y.data(), own.indices.data(), own.grad_x.data());
  }

  template <class Work>
  void in_chunks(const Work& work) {
#pragma omp parallel for num_threads(threads_) schedule(dynamic, 1)
    for (int chunk = 0; chunk < kImages / kChunk; ++chunk)
      work(memory_[static_cast<std::size_t>(omp_get_thread_num())]);
  }

  void check() const {
    const Thread& own = memory_[0];
    for (std::size_t at = 0; at < own.y.size(); ++at) {
      const std::size_t pixel = at / 64, row = pixel / 12, column = pixel % 12;
      const std::size_t corner = (2 * row * 24 + 2 * column) * 64 + at % 64;
      const std::size_t window[] = {corner, corner + 64, corner + std::size_t{24} * 64, corner + std::size_t{25} * 64};
      const auto largest = *std::ranges::max_element(window, {}, [&](std::size_t i) { return own.x.data()[i]; });
      if (own.y.data()[at] != own.x.data()[largest]) throw WrongAnswer("max pooling: not the largest");
      for (const std::size_t i : window)
        if (own.grad_x.data()[i] != (i == largest ? own.grad_y.data()[at] : 0.0f))
          throw WrongAnswer("max pooling: the gradient is not where the largest was");
    }
  }

  static constexpr PoolingShape kShape{24, 24, 64, 12, 12, 2, 2};
  static constexpr std::size_t kIn = 24 * 24 * 64;
  static constexpr std::size_t kOut = 12 * 12 * 64;
  static constexpr double kIndices = double{kImages} * kOut;
  int threads_;
  const Kernels& kernels_;
  std::vector<Thread> memory_;
};

/// Adadelta over as many weights as a model has.
class AdadeltaUpdate {
 public:
  AdadeltaUpdate(std::size_t count, const Settings& settings)
      : threads_(settings.threads),
        kernels_(kernels()),
        grad_(random_floats(count, 1)),
        weight_(random_floats(count, 2)),
        mean_square_grad_(count),
        mean_square_update_(count) {
    const Storage before = weight_;
    update();
    for (std::size_t i = 0; i < count; ++i) {
      const double g = static_cast<double>(grad_.data()[i]);
      const double moved = g * std::sqrt(kEpsilon / (0.05 * g * g + kEpsilon));
      const double expected = static_cast<double>(before.data()[i]) - moved;
      if (!(std::abs(static_cast<double>(weight_.data()[i]) - expected) < 1e-5))
        throw WrongAnswer(fmt::format("Adadelta: expected {}, found {}", expected, weight_.data()[i]));
    }
  }

  void update() {
    const OptimizerStep step{.learning_rate = 1,
                             .decay1 = 0.95f,
                             .decay2 = 0,
                             .epsilon = static_cast<float>(kEpsilon),
                             .weight_decay = 0,
                             .correction1 = 0,
                             .correction2 = 0,
                             .nesterov = false};
#pragma omp parallel num_threads(threads_)
    {
      const auto index = static_cast<std::size_t>(omp_get_thread_num());
      const auto count = static_cast<std::size_t>(omp_get_num_threads());
      const std::size_t first = grad_.size() * index / count / 16 * 16;
      const std::size_t last = index + 1 == count ? grad_.size() : grad_.size() * (index + 1) / count / 16 * 16;
      kernels_.adadelta(last - first, step, grad_.data() + first, weight_.data() + first,
                        mean_square_grad_.data() + first, mean_square_update_.data() + first);
    }
  }

  /// 15 operations a weight, a root and a quotient among them; the gradient is read, the rest read and written.
  [[nodiscard]] Load load() const {
    return {15 * static_cast<double>(grad_.size()), bytes(7 * grad_.size())};
  }

 private:
  static constexpr double kEpsilon = 1e-7;
  int threads_;
  const Kernels& kernels_;
  Storage grad_, weight_, mean_square_grad_, mean_square_update_;
};

Case peak_case(const std::string& name, const Peak& peak, bool one_core) {
  return {name, [=](const Settings& settings) -> Slice {
            constexpr int kRounds = 1 << 18;
            const int threads = one_core ? 1 : settings.threads;
            if (peak.run(kRounds) != peak.expected(kRounds)) throw WrongAnswer(peak.name + ": a wrong sum");
            return [=](double seconds) -> std::vector<Figure> {
              const double calls = calls_per_second(seconds, [&] {
#pragma omp parallel num_threads(threads)
                (void)peak.run(kRounds);
              });
              return {{"GFLOP/s", kGiga * peak.operations * kRounds * threads * calls}};
            };
          }};
}

/// Floats that are read again and again: each thread's own, those of all threads, or a share of them.
struct WorkingSet {
  enum class Reader { own, all, share };
  std::string name;
  std::size_t floats;
  Reader reader;
};

Case read_case(const WorkingSet& set) {
  return {"read-" + set.name, [=](const Settings& settings) -> Slice {
            constexpr std::size_t kFloats = std::size_t{64} << 20U;  // that a call reads
            const auto threads = static_cast<std::size_t>(settings.threads);
            const bool own = set.reader == WorkingSet::Reader::own;
            const std::size_t length =
                set.reader == WorkingSet::Reader::share ? set.floats / threads / kReadStep * kReadStep : set.floats;
            auto memory = std::make_shared<std::vector<Storage>>(own ? threads : 1, Storage(set.floats));
            for (Storage& storage : *memory) std::ranges::fill(storage.span(), 1.0f);
            const Read read = widest_read();
            // Whoever reads all starts at a place of its own, so that nobody fetches for the others.
            const auto read_all = [=](std::size_t thread, std::size_t passes) {
              if (own) return read((*memory)[thread].data(), length, passes);
              const float* data = (*memory)[0].data();
              if (set.reader == WorkingSet::Reader::share) return read(data + thread * length, length, passes);
              const std::size_t middle = length * thread / threads / kReadStep * kReadStep;
              double sum = 0;
              for (std::size_t pass = 0; pass < passes; ++pass)
                sum += read(data + middle, length - middle, 1) + read(data, middle, 1);
              return sum;
            };
            for (std::size_t thread = 0; thread < threads; ++thread)
              if (read_all(thread, 2) != 2 * static_cast<double>(length)) throw WrongAnswer(set.name + ": a wrong sum");
            const std::size_t passes = std::max<std::size_t>(1, kFloats / length / threads);
            return [=](double seconds) -> std::vector<Figure> {
              const double calls = calls_per_second(seconds, [&] {
#pragma omp parallel num_threads(static_cast <int>(threads))
                (void)read_all(static_cast<std::size_t>(omp_get_thread_num()), passes);
              });
              return {{"GB/s", kGiga * bytes(length * threads * passes) * calls}};
            };
          }};
}

/// A case for work of type `Work`, checked before it is timed.
template <class Work, class Make>
Case kernel_case(const std::string& name, const Make& make, Load (*load)(const Work&), void (*call)(Work&)) {
  return {name, [=](const Settings& settings) -> Slice {
            const std::shared_ptr<Work> work = make(settings);
            return
                [=](double seconds) { return figures(load(*work), calls_per_second(seconds, [&] { call(*work); })); };
          }};
}

void add_convolution(std::vector<Case>& cases, const std::string& model, int in) {
  const auto make = [in](const Settings& settings) { return std::make_shared<Convolution>(in, 64, settings); };
  cases.push_back(kernel_case<Convolution>(
      "conv-" + model + "-forward", make, [](const Convolution& work) { return work.forward_load(); },
      [](Convolution& work) { work.forward(); }));
  const auto make_checked = [make](const Settings& settings) {
    auto work = make(settings);
    work->check_backward();
    return work;
  };
  cases.push_back(kernel_case<Convolution>(
      "conv-" + model + "-backward", make_checked, [](const Convolution& work) { return work.backward_load(); },
      [](Convolution& work) { work.backward(); }));
}

void add_dense(std::vector<Case>& cases, const std::string& model, int out, int rows) {
  const auto make_forward = [=](const Settings& settings) {
    auto work = std::make_shared<DenseLayer>(out, rows, settings);
    work->check_forward();
    return work;
  };
  const auto make_backward = [=](const Settings& settings) {
    auto work = std::make_shared<DenseLayer>(out, rows, settings);
    work->check_backward();
    return work;
  };
  cases.push_back(kernel_case<DenseLayer>(
      fmt::format("dense-{}-b{}-forward", model, rows), make_forward,
      [](const DenseLayer& work) { return work.forward_load(); }, [](DenseLayer& work) { work.forward(); }));
  cases.push_back(kernel_case<DenseLayer>(
      fmt::format("dense-{}-b{}-backward", model, rows), make_backward,
      [](const DenseLayer& work) { return work.backward_load(); }, [](DenseLayer& work) { work.backward(); }));
}

void add_pooling(std::vector<Case>& cases) {
  const auto make = [](const Settings& settings) { return std::make_shared<Pooling>(settings); };
  cases.push_back(kernel_case<Pooling>(
      "pool-forward", make, [](const Pooling&) { return Pooling::forward_load(); },
      [](Pooling& work) { work.forward(); }));
  cases.push_back(kernel_case<Pooling>(
      "pool-backward", make, [](const Pooling&) { return Pooling::backward_load(); },
      [](Pooling& work) { work.backward(); }));
}

Architecture architecture_of(const std::string& model) {
  return find_architecture(model).value();
}

void add_adadelta(std::vector<Case>& cases, const std::string& model) {
  const auto make = [model](const Settings& settings) {
    const Architecture architecture = architecture_of(model);
    return std::make_shared<AdadeltaUpdate>(Model(architecture.input, architecture.layers).parameters().size(),
                                            settings);
  };
  cases.push_back(kernel_case<AdadeltaUpdate>(
      "adadelta-" + model, make, [](const AdadeltaUpdate& work) { return work.load(); },
      [](AdadeltaUpdate& work) { work.update(); }));
}

/// Images are read once, weights and Adadelta's two means read and written.
void add_training(std::vector<Case>& cases, const std::string& model, int batch_size) {
  cases.push_back(
      {fmt::format("training-{}-b{}", model, batch_size), [=](const Settings& settings) -> Slice {
         auto work = std::make_shared<TrainingWork>(architecture_of(model), batch_size, settings);
         work->check();
         const auto images = static_cast<std::size_t>(batch_size);
         const Load load{batch_size * training_operations(work->model()),
                         bytes(images * work->model().input_shape().size() + 6 * work->model().parameters().size())};
         return [=](double seconds) { return figures(load, calls_per_second(seconds, [&] { work->step(); })); };
       }});
}

std::vector<Case> all_cases() {
  std::vector<Case> cases{peak_case("peak-fp32-one-core", peaks()[0], true)};
  for (const Peak& peak : peaks()) cases.push_back(peak_case("peak-" + peak.name, peak, false));
  constexpr std::size_t kKibiFloats = 256;
  using enum WorkingSet::Reader;
  for (const WorkingSet& set : {WorkingSet{"l1-32KiB", 32 * kKibiFloats, own},
                                {"l2-512KiB", 512 * kKibiFloats, own},
                                {"l3-8MiB", 8192 * kKibiFloats, all},
                                {"dram-256MiB", 262144 * kKibiFloats, share}})
    cases.push_back(read_case(set));
  add_convolution(cases, "seed", 32);
  add_convolution(cases, "report", 64);
  for (const int rows : {128, 20}) {
    add_dense(cases, "seed", 64, rows);
    add_dense(cases, "report", 256, rows);
  }
  add_pooling(cases);
  for (const char* model : {"seed", "report"}) add_adadelta(cases, model);
  for (const char* model : {"seed", "report"})
    for (const int batch_size : {128, 20}) add_training(cases, model, batch_size);
  return cases;
}

}  // namespace

int main(int argc, char** argv) try {
  return run_benchmarks(argc, argv, "How close do the kernels come to the machine's limits?", all_cases());
} catch (const std::exception& error) {  // no such instruction set
  std::fprintf(stderr, "error: %s\n", error.what());
  return 2;
}
