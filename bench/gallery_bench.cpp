// The search of a gallery, in the memory that the program keeps it in, beside a plain read of
// as many bytes, and beside libraries that find the nearest vectors. One thread.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "beside_read.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "gallery_under_test.hpp"
#include "memory_in_use.hpp"
#include "report.hpp"
#include "search_peers.hpp"
#include "synthetic_faces.hpp"
#include "timing.hpp"
#include "usearch_peer.hpp"

namespace menshen::bench {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::size_t kBatch = 16;
constexpr std::size_t kProbes = 1000;
constexpr std::size_t kSlowProbes = 100;     // for what needs a second for a few searches
constexpr std::size_t kGraphSize = 100'000;  // a graph of a million takes many minutes
constexpr std::size_t kLargest = 1'000'000;
constexpr std::uint64_t kSeed = 5;

// People 0..size-1 are in the gallery. Probes are of every hundredth or so of them, or, not
// mated, of people who are not there.
struct Probes {
  std::vector<float> mated;
  std::vector<float> non_mated;
};

Probes probes_for(const SyntheticFaces& faces, std::size_t size) {
  Probes probes;
  for (std::size_t i = 0; i < kProbes; ++i) {
    std::ranges::copy(faces.mated_probe(i * (size / kProbes)),
                      std::back_inserter(probes.mated));
    std::ranges::copy(faces.reference(size + i), std::back_inserter(probes.non_mated));
  }
  return probes;
}

std::span<const float> probe(std::span<const float> probes, std::size_t i, std::size_t count,
                             std::size_t dimension = kDimension) {
  return probes.subspan(i * dimension, count * dimension);
}

void add_all(const SyntheticFaces& faces, std::size_t size,
             std::span<SearchPeer* const> peers) {
  constexpr std::size_t kAtOnce = 10'000;
  std::vector<float> some;
  for (std::size_t person = 0; person < size; ++person) {
    std::ranges::copy(faces.reference(person), std::back_inserter(some));
    if (some.size() < kAtOnce * faces.dimension() && person + 1 < size) continue;
    for (SearchPeer* const peer : peers) peer->add(some);
    some.clear();
  }
}

// The person found for each probe.
struct Found {
  std::vector<std::size_t> by_int8;
  std::vector<std::size_t> scored_again;  // the best of the first kTop by float32
};

Found find(const GalleryUnderTest& ours, const FlatPeer& vectors,
           std::span<const float> probes) {
  Found found;
  for (std::size_t first = 0; first < kProbes; first += kBatch) {
    const std::size_t count = std::min(kBatch, kProbes - first);
    const auto answers = ours.search(embeddings_of(probe(probes, first, count), kDimension));
    for (std::size_t i = 0; i < count; ++i) {
      const auto values = probe(probes, first + i, 1);
      const auto best = std::ranges::max_element(answers[i], {}, [&](const gallery::Hit& hit) {
        return inner_product(values, vectors.vector(person_of(hit.subject)));
      });
      found.by_int8.push_back(person_of(answers[i].front().subject));
      found.scored_again.push_back(person_of(best->subject));
    }
  }
  return found;
}

double share_equal(std::span<const std::size_t> a, std::span<const std::size_t> b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < a.size(); ++i) equal += a[i] == b[i] ? 1 : 0;
  return static_cast<double>(equal) / static_cast<double>(a.size());
}

// One size of gallery.
class Case {
 public:
  explicit Case(std::size_t size)
      : size_(size), label_(fmt::format("1e{}", fmt::formatted_size("{}", size) - 1)) {
    const std::array<SearchPeer*, 2> peers = {flat_.get(), quantizer_.get()};
    add_all(faces_, size, peers);
    ours_ = std::make_unique<GalleryUnderTest>(kDimension, size, [&](std::size_t person) {
      return embedding_of(flat_->vector(person));
    });
  }

  // FAISS's float32 search goes through its own loop or through BLAS: the faster one counts.
  void time_single() {
    const auto values = probe(probes_.mated, 0, 1);
    const auto one = embeddings_of(values, kDimension);
    const auto search = [&] { static_cast<void>(ours_->search(one)); };
    time_beside_read(label_ + "_single", *ours_, search, repeats());
    const std::array<std::function<void()>, 4> works = {
        search, [&] { flat_search(values, std::numeric_limits<int>::max()); },
        [&] { flat_search(values, 1); },
        [&] { static_cast<void>(quantizer_->nearest(values)); }};
    const auto times = median_times(works, few_repeats());
    const std::string name = label_ + "_single";
    report("gallery", name, times[0], "ms", flat_->name(), std::min(times[1], times[2]));
    report("gallery", name, times[0], "ms", quantizer_->name(), times[3]);
  }

  void time_batch() {
    const auto values = probe(probes_.mated, 0, kBatch);
    const auto sixteen = embeddings_of(values, kDimension);
    const auto search = [&] { static_cast<void>(ours_->search(sixteen)); };
    time_beside_read(label_ + "_batch_of_16", *ours_, search, repeats());
    const std::array<std::function<void()>, 2> works = {search,
                                                        [&] { flat_search(values, 1); }};
    const auto times = median_times(works, few_repeats());
    report("gallery", label_ + "_batch_of_16", times[0], "ms", flat_->name() + " with BLAS",
           times[1]);
  }

  void compare_answers() {
    flat_->use_blas_from(1);
    for (const auto& [name, values] :
         {std::pair{"mated", &probes_.mated}, std::pair{"non_mated", &probes_.non_mated}}) {
      const auto truth = flat_->nearest(*values);
      const Found found = find(*ours_, *flat_, *values);
      const std::string label = fmt::format("{}_{}_recall_at_1", label_, name);
      report("gallery", label, share_equal(found.scored_again, truth), "share");
      report("gallery", label + "_int8_alone", share_equal(found.by_int8, truth), "share");
      if (size_ > kGraphSize) continue;
      const auto theirs = quantizer_->nearest(probe(*values, 0, kSlowProbes));
      const auto count = std::span(truth).first(kSlowProbes);
      report("gallery", label + "_of_100",
             share_equal(std::span(found.scored_again).first(kSlowProbes), count), "share",
             quantizer_->name(), share_equal(theirs, count), Better::higher);
    }
  }

  // The least effort at which the graph finds as much, or the most that was tried.
  void compare_graph() {
    const auto graph = hnswlib_graph(kDimension, size_);
    if (!graph) return;
    const std::array<SearchPeer*, 1> peers = {graph.get()};
    add_all(faces_, size_, peers);
    flat_->use_blas_from(1);
    const auto truth = flat_->nearest(probes_.mated);
    double recall = 0;
    for (const std::size_t visited : {16U, 64U, 256U, 1024U}) {
      graph->visit(visited);
      recall = share_equal(graph->nearest(probes_.mated), truth);
      if (recall >= 0.999) break;
    }
    const auto values = probe(probes_.mated, 0, 1);
    const auto one = embeddings_of(values, kDimension);
    const std::array<std::function<void()>, 2> works = {
        [&] { static_cast<void>(ours_->search(one)); },
        [&] { static_cast<void>(graph->nearest(values)); }};
    const auto times = median_times(works, repeats());
    report("gallery", label_ + "_single", times[0], "ms",
           fmt::format("{}, recall@1 {:.3f}", graph->name(), recall), times[1]);
  }

  void compare_usearch() {
    const auto sixteen_values = probe(probes_.mated, 0, kBatch);
    flat_->use_blas_from(1);
    const auto truth = flat_->nearest(sixteen_values);
    const auto theirs = usearch_exact(*flat_, size_, sixteen_values, truth);
    if (!theirs) return;
    const auto one = embeddings_of(probe(probes_.mated, 0, 1), kDimension);
    const auto sixteen = embeddings_of(sixteen_values, kDimension);
    const std::array<std::function<void()>, 2> works = {
        [&] { static_cast<void>(ours_->search(one)); },
        [&] { static_cast<void>(ours_->search(sixteen)); }};
    const auto times = median_times(works, repeats());
    report("gallery", label_ + "_single", times[0], "ms", theirs->name, theirs->one);
    report("gallery", label_ + "_batch_of_16", times[1], "ms", theirs->name, theirs->sixteen);
  }

 private:
  [[nodiscard]] std::size_t repeats() const { return size_ > kGraphSize ? 21 : 101; }

  [[nodiscard]] std::size_t few_repeats() const { return size_ > kGraphSize ? 5 : 15; }

  void flat_search(std::span<const float> values, int blas_from) {
    flat_->use_blas_from(blas_from);
    static_cast<void>(flat_->nearest(values));
  }

  std::size_t size_;
  std::string label_;
  SyntheticFaces faces_{kDimension, kSeed};
  Probes probes_{probes_for(faces_, size_)};
  std::unique_ptr<FlatPeer> flat_{faiss_flat(kDimension)};
  std::unique_ptr<SearchPeer> quantizer_{faiss_scalar_quantizer(kDimension)};
  std::unique_ptr<GalleryUnderTest> ours_;
};

// A quarter of the dimensions, beside float32 with all of them.
void time_small_dimension() {
  constexpr std::size_t kSize = 100'000;
  constexpr std::size_t kSmall = 128;
  constexpr std::size_t kRepeats = 31;
  const SyntheticFaces small(kSmall, kSeed);
  const SyntheticFaces large(kDimension, kSeed);
  const GalleryUnderTest ours(
      kSmall, kSize, [&](std::size_t person) { return embedding_of(small.reference(person)); });
  const auto flat = faiss_flat(kDimension);
  const std::array<SearchPeer*, 1> peers = {flat.get()};
  add_all(large, kSize, peers);
  const auto probe = embeddings_of(small.mated_probe(0), kSmall);
  const auto values = large.mated_probe(0);
  const auto search = [&] { static_cast<void>(ours.search(probe)); };
  const std::string name = "1e5_single_128_dimensions";
  time_beside_read(name, ours, search, kRepeats);
  const std::array<std::function<void()>, 3> works = {
      search,
      [&] {
        flat->use_blas_from(std::numeric_limits<int>::max());
        static_cast<void>(flat->nearest(values));
      },
      [&] {
        flat->use_blas_from(1);
        static_cast<void>(flat->nearest(values));
      }};
  const auto times = median_times(works, kRepeats);
  report("gallery", name, times[0], "ms", flat->name() + ", 512 dimensions",
         std::min(times[1], times[2]));
}

// Before anything else has taken memory that could be used again.
void measure_memory() {
  const SyntheticFaces faces(kDimension, kSeed);
  const double before = resident_megabytes();
  const GalleryUnderTest ours(kDimension, kLargest, [&](std::size_t person) {
    return embedding_of(faces.reference(person));
  });
  report("gallery", fmt::format("1e6_resident_{}_memory", ours.memory_kind()),
         resident_megabytes() - before, "MB");
}

void run(std::span<const std::size_t> sizes) {
  if (std::ranges::find(sizes, kLargest) != sizes.end()) measure_memory();
  time_small_dimension();
  for (const std::size_t size : sizes) {
    Case gallery(size);
    gallery.time_single();
    gallery.time_batch();
    gallery.compare_answers();
    if (size != kGraphSize) continue;
    gallery.compare_usearch();
    gallery.compare_graph();
  }
}

}  // namespace
}  // namespace menshen::bench

// gallery_bench [SIZE...]: powers of ten, 10000 or more
int main(int argc, char** argv) {
  menshen::bench::start_again_for_peers(argv);
  std::vector<std::size_t> sizes;
  for (const char* size : std::span(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    sizes.push_back(std::stoul(size));
  }
  if (sizes.empty()) sizes = {10'000, 100'000, menshen::bench::kLargest};
  menshen::bench::run(sizes);
  return 0;
}
