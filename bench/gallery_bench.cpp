// The search of a gallery beside a plain read of as many bytes, and beside libraries that find
// the nearest vectors. One thread.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "crypto_openssl/openssl_crypto.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "gallery/quantize.hpp"
#include "noting_memory.hpp"
#include "report.hpp"
#include "search_peers.hpp"
#include "synthetic_faces.hpp"

namespace menshen::bench {
namespace {

constexpr std::size_t kDimension = 512;
constexpr std::size_t kBatch = 16;
constexpr std::size_t kTop = 16;  // found by int8, then scored again in float32
constexpr std::size_t kProbes = 1000;
constexpr std::size_t kSlowProbes = 100;     // for what needs a second for a few searches
constexpr std::size_t kGraphSize = 100'000;  // a graph of a million takes many minutes
constexpr std::size_t kLargest = 1'000'000;
constexpr std::uint64_t kSeed = 5;

template <typename Value>
Value must(Result<Value> result) {
  if constexpr (std::is_void_v<Value>) {
    if (result) return;
  } else {
    if (result) return *std::move(result);
  }
  fmt::print(stderr, "gallery_bench: {}\n", result.error().what);
  std::exit(1);  // NOLINT(concurrency-mt-unsafe): no other thread runs
}

double processor_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

// The median processor time of each work in milliseconds: what else the machine does costs
// cache and bandwidth but no time, and falls on all works, which take turns. What a work reads
// is brought into the cache first, as far as it fits.
std::vector<double> median_times(std::span<const std::function<void()>> works,
                                 std::size_t repeats) {
  std::vector<std::vector<double>> times(works.size());
  for (std::size_t round = 0; round < repeats; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      works[i]();
      const double start = processor_milliseconds();
      works[i]();
      times[i].push_back(processor_milliseconds() - start);
    }
  }
  std::vector<double> medians;
  for (auto& each : times) {
    const auto middle = each.begin() + static_cast<std::ptrdiff_t>(repeats / 2);
    std::ranges::nth_element(each, middle);
    medians.push_back(*middle);
  }
  return medians;
}

double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0;
  std::size_t resident = 0;
  file >> all >> resident;
  return 1e-6 * static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

SubjectId name_of(std::size_t person) { return SubjectId(fmt::format("{:036}", person)); }
std::size_t person_of(const SubjectId& name) { return std::stoul(name.text()); }

face::Embedding embedding_of(std::span<const float> values) {
  std::vector<float> copy(values.begin(), values.end());
  return must(face::Embedding::make(copy));
}

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};

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

class Ours {
 public:
  explicit Ours(std::size_t dimension)
      : index_(must(gallery::Index::make(dimension, Digest{std::byte{7}}, crypto_, memory_))) {}

  [[nodiscard]] const NotingMemory& memory() const { return memory_; }

  void load(std::size_t size, const std::function<face::Embedding(std::size_t)>& reference) {
    must(index_->load([&](const gallery::Index::Add& add) -> Result<> {
      for (std::size_t person = 0; person < size; ++person) {
        if (auto added = add(name_of(person), reference(person), {.keep_until = kToday});
            !added) {
          return added;
        }
      }
      return {};
    }));
  }

  [[nodiscard]] std::vector<std::vector<gallery::Hit>> search(
      std::span<const face::Embedding> probes) const {
    return must(index_->search(probes, kTop, kToday));
  }

 private:
  crypto_openssl::OpensslCrypto crypto_;
  NotingMemory memory_;
  std::unique_ptr<gallery::Index> index_;
};

std::vector<face::Embedding> embeddings_of(std::span<const float> probes,
                                           std::size_t dimension = kDimension) {
  std::vector<face::Embedding> all;
  for (; !probes.empty(); probes = probes.subspan(dimension)) {
    all.push_back(embedding_of(probes.first(dimension)));
  }
  return all;
}

// The person found for each probe.
struct Found {
  std::vector<std::size_t> by_int8;
  std::vector<std::size_t> scored_again;  // the best of the first kTop by float32
};

Found find(const Ours& ours, const FlatPeer& vectors, std::span<const float> probes) {
  Found found;
  for (std::size_t first = 0; first < kProbes; first += kBatch) {
    const std::size_t count = std::min(kBatch, kProbes - first);
    const auto answers = ours.search(embeddings_of(probe(probes, first, count)));
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

constexpr std::string_view kPlainRead = "plain read of the same bytes";

// One size of gallery.
class Case {
 public:
  explicit Case(std::size_t size)
      : size_(size), label_(fmt::format("1e{}", fmt::formatted_size("{}", size) - 1)) {
    const std::array<SearchPeer*, 2> peers = {flat_.get(), quantizer_.get()};
    add_all(faces_, size, peers);
    ours_.load(size, [&](std::size_t person) { return embedding_of(flat_->vector(person)); });
  }

  // FAISS's float32 search goes through its own loop or through BLAS: the faster one counts.
  void time_single() {
    const auto values = probe(probes_.mated, 0, 1);
    const auto one = embeddings_of(values);
    const auto search = [&] { static_cast<void>(ours_.search(one)); };
    time_beside_read("single", search);
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
    const auto sixteen = embeddings_of(values);
    const auto search = [&] { static_cast<void>(ours_.search(sixteen)); };
    time_beside_read("batch_of_16", search);
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
      const Found found = find(ours_, *flat_, *values);
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
    const auto one = embeddings_of(values);
    const std::array<std::function<void()>, 2> works = {
        [&] { static_cast<void>(ours_.search(one)); },
        [&] { static_cast<void>(graph->nearest(values)); }};
    const auto times = median_times(works, repeats());
    report("gallery", label_ + "_single", times[0], "ms",
           fmt::format("{}, recall@1 {:.3f}", graph->name(), recall), times[1]);
  }

  void compare_usearch();

 private:
  [[nodiscard]] std::size_t repeats() const { return size_ > kGraphSize ? 21 : 101; }

  [[nodiscard]] std::size_t few_repeats() const { return size_ > kGraphSize ? 5 : 15; }

  void flat_search(std::span<const float> values, int blas_from) {
    flat_->use_blas_from(blas_from);
    static_cast<void>(flat_->nearest(values));
  }

  void time_beside_read(std::string_view what, const std::function<void()>& search) {
    const std::array<std::function<void()>, 2> works = {
        search, [&] { ours_.memory().plain_read_all(); }};
    const auto times = median_times(works, repeats());
    const std::string name = fmt::format("{}_{}", label_, what);
    report("gallery", name, times[0], "ms", kPlainRead, times[1]);
    report("gallery", name + "_bandwidth",
           1e-6 * static_cast<double>(ours_.memory().size()) / times[0], "GB/s");
  }

  std::size_t size_;
  std::string label_;
  SyntheticFaces faces_{kDimension, kSeed};
  Probes probes_{probes_for(faces_, size_)};
  std::unique_ptr<FlatPeer> flat_{faiss_flat(kDimension)};
  std::unique_ptr<SearchPeer> quantizer_{faiss_scalar_quantizer(kDimension)};
  Ours ours_{kDimension};
};

// usearch comes from npm: it gets the vectors as files of int8.
void Case::compare_usearch() {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() /
                                       fmt::format("menshen_gallery_bench.{}", getpid());
  std::filesystem::create_directory(folder);
  const auto write = [&](const char* name, std::size_t count, const auto& vector) {
    std::ofstream file(folder / name, std::ios::binary);
    std::vector<std::int8_t> values(kDimension);
    for (std::size_t i = 0; i < count; ++i) {
      gallery::quantize(vector(i), values);
      file.write(reinterpret_cast<const char*>(values.data()), kDimension);
    }
  };
  write("references.i8", size_, [&](std::size_t i) { return flat_->vector(i); });
  write("probes.i8", kBatch, [&](std::size_t i) { return probe(probes_.mated, i, 1); });
  flat_->use_blas_from(1);
  for (const std::size_t person : flat_->nearest(probe(probes_.mated, 0, kBatch))) {
    const auto number = static_cast<std::uint32_t>(person);
    std::ofstream(folder / "nearest.u32", std::ios::binary | std::ios::app)
        .write(reinterpret_cast<const char*>(&number), sizeof number);
  }
  const auto command = fmt::format("'{}/run.sh' usearch_exact.mjs '{}' {}", MENSHEN_PEERS_DIR,
                                   folder.string(), kDimension);
  std::FILE* const child = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): our own script
  std::string line;
  for (int c = std::fgetc(child); c != EOF; c = std::fgetc(child)) {
    line.push_back(static_cast<char>(c));
  }
  const int status = pclose(child);
  std::filesystem::remove_all(folder);
  if (status != 0) {
    fmt::print(stderr, "gallery_bench: usearch does not run here; left out\n");
    return;
  }
  const boost::json::value answer = boost::json::parse(line);
  const std::string peer =
      fmt::format("{}, recall@1 {:.3f}", answer.at("peer").as_string().c_str(),
                  answer.at("recall").to_number<double>());
  const auto one = embeddings_of(probe(probes_.mated, 0, 1));
  const auto sixteen = embeddings_of(probe(probes_.mated, 0, kBatch));
  const std::array<std::function<void()>, 2> works = {
      [&] { static_cast<void>(ours_.search(one)); },
      [&] { static_cast<void>(ours_.search(sixteen)); }};
  const auto times = median_times(works, repeats());
  report("gallery", label_ + "_single", times[0], "ms", peer,
         answer.at("one").to_number<double>());
  report("gallery", label_ + "_batch_of_16", times[1], "ms", peer,
         answer.at("sixteen").to_number<double>());
}

// A quarter of the dimensions, beside float32 with all of them.
void time_small_dimension() {
  constexpr std::size_t kSize = 100'000;
  constexpr std::size_t kSmall = 128;
  const SyntheticFaces small(kSmall, kSeed);
  const SyntheticFaces large(kDimension, kSeed);
  Ours ours(kSmall);
  ours.load(kSize, [&](std::size_t person) { return embedding_of(small.reference(person)); });
  const auto flat = faiss_flat(kDimension);
  const std::array<SearchPeer*, 1> peers = {flat.get()};
  add_all(large, kSize, peers);
  const auto probe = embeddings_of(small.mated_probe(0), kSmall);
  const auto values = large.mated_probe(0);
  const std::array<std::function<void()>, 4> works = {
      [&] { static_cast<void>(ours.search(probe)); }, [&] { ours.memory().plain_read_all(); },
      [&] {
        flat->use_blas_from(std::numeric_limits<int>::max());
        static_cast<void>(flat->nearest(values));
      },
      [&] {
        flat->use_blas_from(1);
        static_cast<void>(flat->nearest(values));
      }};
  const auto times = median_times(works, 31);
  report("gallery", "1e5_single_128_dimensions", times[0], "ms", kPlainRead, times[1]);
  report("gallery", "1e5_single_128_dimensions", times[0], "ms",
         flat->name() + ", 512 dimensions", std::min(times[2], times[3]));
}

// Before anything else has taken memory that could be used again.
void measure_memory() {
  const SyntheticFaces faces(kDimension, kSeed);
  Ours ours(kDimension);
  const double before = resident_megabytes();
  ours.load(kLargest,
            [&](std::size_t person) { return embedding_of(faces.reference(person)); });
  report("gallery", "1e6_resident", resident_megabytes() - before, "MB");
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

// Peers read these when they are loaded: one thread, and the kernels of OpenBLAS for AVX-512,
// which version 0.3.21 does not choose by itself on processors newer than it.
void start_again_for_peers(char** argv) {
  if (std::getenv("OPENBLAS_CORETYPE") != nullptr) return;
#if defined(__x86_64__)
  const bool is_wide = __builtin_cpu_supports("avx512f") != 0;
#else
  const bool is_wide = false;
#endif
  setenv("OPENBLAS_CORETYPE", is_wide ? "SkylakeX" : "", 1);
  setenv("OPENBLAS_NUM_THREADS", "1", 1);
  setenv("OMP_NUM_THREADS", "1", 1);
  execv("/proc/self/exe", argv);
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
