#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "kernel_cases/kernel_case.hpp"
#include "support/ceilings.hpp"

namespace digitnet::bench {

namespace {

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

}  // namespace

void add_ceilings(std::vector<Case>& cases) {
  cases.push_back(peak_case("peak-fp32-one-core", peaks()[0], true));
  for (const Peak& peak : peaks()) cases.push_back(peak_case("peak-" + peak.name, peak, false));
  constexpr std::size_t kKibiFloats = 256;
  using enum WorkingSet::Reader;
  for (const WorkingSet& set : {WorkingSet{"l1-32KiB", 32 * kKibiFloats, own},
                                {"l2-512KiB", 512 * kKibiFloats, own},
                                {"l3-8MiB", 8192 * kKibiFloats, all},
                                {"dram-256MiB", 262144 * kKibiFloats, share}})
    cases.push_back(read_case(set));
}

}  // namespace digitnet::bench
