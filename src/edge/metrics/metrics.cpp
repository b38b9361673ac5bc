#include "metrics/metrics.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace menshen::metrics {
namespace {

// From a decision without a photograph to a search that waited for an engine.
const prometheus::Histogram::BucketBoundaries& buckets() {
  static const prometheus::Histogram::BucketBoundaries kSeconds{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
  return kSeconds;
}

std::string label(std::string_view operation) {
  return operation.empty() ? "none" : std::string(operation);
}

}  // namespace

class Metrics::Impl {
 public:
  void count(const Answered& answered) {
    const std::string operation = label(answered.operation);
    requests_.Add({{"operation", operation}, {"status", std::to_string(answered.status)}})
        .Increment();
    seconds_.Add({{"operation", operation}}, buckets())
        .Observe(std::chrono::duration<double>(answered.time).count());
    bytes_.Add({{"direction", "in"}}).Increment(static_cast<double>(answered.bytes_in));
    bytes_.Add({{"direction", "out"}}).Increment(static_cast<double>(answered.bytes_out));
  }

  void watch(const std::string& name, const std::string& help, std::function<double()> value) {
    const std::lock_guard lock(mutex_);
    auto& gauge =
        prometheus::BuildGauge().Name("menshen_" + name).Help(help).Register(registry_).Add({});
    watched_.emplace_back(&gauge, std::move(value));
  }

  std::string text() {
    const std::lock_guard lock(mutex_);
    for (const auto& [gauge, value] : watched_) gauge->Set(value());
    return prometheus::TextSerializer().Serialize(registry_.Collect());
  }

 private:
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& requests_ = prometheus::BuildCounter()
                                                           .Name("menshen_http_requests_total")
                                                           .Help("Requests that were answered.")
                                                           .Register(registry_);
  prometheus::Family<prometheus::Histogram>& seconds_ =
      prometheus::BuildHistogram()
          .Name("menshen_http_request_duration_seconds")
          .Help("From the whole head of a request to its whole answer.")
          .Register(registry_);
  prometheus::Family<prometheus::Counter>& bytes_ =
      prometheus::BuildCounter()
          .Name("menshen_http_body_bytes_total")
          .Help("Of bodies of requests (in) and answers (out).")
          .Register(registry_);
  std::mutex mutex_;
  std::vector<std::pair<prometheus::Gauge*, std::function<double()>>> watched_;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::count(const Answered& answered) { impl_->count(answered); }

void Metrics::watch(std::string name, std::string help, std::function<double()> value) {
  impl_->watch(name, help, std::move(value));
}

std::string Metrics::text() const { return impl_->text(); }

}  // namespace menshen::metrics
