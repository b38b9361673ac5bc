#include "gallery_under_test.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "gallery/index.hpp"
#include "machine/guarded_memory.hpp"
#include "must.hpp"

namespace menshen::bench {
namespace {

constexpr CivilDate kToday{std::chrono::year{2026} / 11 / 22};

SubjectId name_of(std::size_t person) { return SubjectId(fmt::format("{:036}", person)); }

}  // namespace

std::size_t person_of(const SubjectId& name) { return std::stoul(name.text()); }

face::Embedding embedding_of(std::span<const float> values) {
  std::vector<float> copy(values.begin(), values.end());
  return must(face::Embedding::make(copy));
}

std::vector<face::Embedding> embeddings_of(std::span<const float> probes,
                                           std::size_t dimension) {
  std::vector<face::Embedding> all;
  for (; !probes.empty(); probes = probes.subspan(dimension)) {
    all.push_back(embedding_of(probes.first(dimension)));
  }
  return all;
}

GalleryUnderTest::GalleryUnderTest(std::size_t dimension, std::size_t size,
                                   const Reference& reference) {
  const auto in_guarded = [&](std::unique_ptr<machine::GuardedMemory> memory) -> Result<> {
    guarded_ = std::move(memory);
    return load(*guarded_, dimension, size, reference);
  };
  const auto loaded = machine::GuardedMemory::make().and_then(in_guarded);
  if (loaded) return;
  fmt::print(stderr, "gallery_bench: {}; goes on in ordinary memory\n", loaded.error().what);
  index_.reset();
  memory_.reset();
  guarded_.reset();
  const auto again = load(*std::pmr::new_delete_resource(), dimension, size, reference);
  if (!again) give_up(again.error().what);
}

Result<> GalleryUnderTest::load(std::pmr::memory_resource& memory, std::size_t dimension,
                                std::size_t size, const Reference& reference) {
  memory_.emplace(memory);
  MENSHEN_TRY(index_, gallery::Index::make(dimension, Digest{std::byte{7}}, crypto_, *memory_));
  return index_->load([&](const gallery::Index::Add& add) -> Result<> {
    for (std::size_t person = 0; person < size; ++person) {
      auto added = add(name_of(person), reference(person), {.keep_until = kToday});
      if (!added) return added;
    }
    return {};
  });
}

std::vector<std::vector<gallery::Hit>> GalleryUnderTest::search(
    std::span<const face::Embedding> probes) const {
  return must(index_->search(probes, kTop, kToday));
}

std::string_view GalleryUnderTest::memory_kind() const {
  return guarded_ ? machine::name(guarded_->kind()) : "ordinary";
}

}  // namespace menshen::bench
