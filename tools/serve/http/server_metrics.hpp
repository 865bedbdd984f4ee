#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace digitnet::serve {

/// What the server counts. For any thread.
class ServerMetrics {
 public:
  /// Called by the server with the paths of its routes, before anything is counted.
  void set_routes(std::vector<std::string> routes);

  void count_request(std::size_t route, int status, std::chrono::microseconds time);
  void count_message(std::chrono::microseconds time);

  std::atomic<int> connections = 0;  ///< open ones
  std::atomic<int> sockets = 0;      ///< of them WebSockets
  std::atomic<std::uint64_t> accepted = 0;
  std::atomic<std::uint64_t> refused_connections = 0;  ///< beyond the caps
  std::atomic<std::uint64_t> timed_out = 0;            ///< heads, bodies and answers that took too long
  std::atomic<std::uint64_t> log_lines_lost = 0;       ///< of the access log

  /// All of it in the text format of Prometheus.
  [[nodiscard]] std::string prometheus() const;

 private:
  static constexpr std::array<double, 13> kBucketSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                         0.1,    0.25,  0.5,    1,     2.5,  10};
  struct Histogram {
    std::array<std::atomic<std::uint64_t>, kBucketSeconds.size() + 1> buckets{};
    std::atomic<std::uint64_t> microseconds = 0;
    void add(std::chrono::microseconds time);
    void write(std::string& text, const std::string& name, const std::string& labels) const;
  };
  static constexpr int kFirstStatus = 100;
  struct RouteCounts {
    std::array<std::atomic<std::uint64_t>, 500> by_status{};
    Histogram time;
  };

  std::vector<std::string> routes_;
  std::unique_ptr<RouteCounts[]> counts_;
  Histogram messages_;
};

}  // namespace digitnet::serve
