#include "gallery/index.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "base/secret.hpp"
#include "face/embedding.hpp"
#include "gallery/detail/chunk.hpp"
#include "gallery/detail/encoder.hpp"
#include "gallery/detail/generations.hpp"
#include "gallery/detail/kernel.hpp"
#include "gallery/detail/loading.hpp"
#include "gallery/detail/snapshot.hpp"
#include "gallery/detail/subject_table.hpp"
#include "gallery/detail/top.hpp"
#include "gallery/detail/view_as.hpp"
#include "gallery/quantize.hpp"
#include "gallery/rotation.hpp"

namespace menshen::gallery {

Result<std::unique_ptr<Index>> Index::make(std::size_t dimension, const Digest& key,
                                           const Crypto& crypto,
                                           std::pmr::memory_resource& memory,
                                           const Kernel* kernel) {
  MENSHEN_TRY(auto rotation, Rotation::make(dimension, key, crypto, memory));
  return std::unique_ptr<Index>(
      new Index(std::move(rotation), memory, kernel == nullptr ? kernels().back() : *kernel));
}

Index::Index(Rotation rotation, std::pmr::memory_resource& memory, const Kernel& kernel)
    : rotation_(std::move(rotation)),
      memory_(&memory),
      kernel_(&kernel),
      generations_(std::make_unique<Generations>()),
      places_(std::make_unique<SubjectTable>()),
      current_(std::make_shared<const Snapshot>(*generations_, Chunks{}, false)) {}

Index::~Index() = default;

std::shared_ptr<const Snapshot> Index::snapshot() const {
  const std::scoped_lock lock(current_mutex_);
  return current_;
}

// For whoever holds `changes_`.
std::optional<std::size_t> Index::place_of(const Snapshot& now,
                                           const SubjectId& subject) const {
  return places_->find(subject.text(), [&](std::size_t place) {
    return now.chunks[place / Chunk::kPlaces]->subject(place % Chunk::kPlaces);
  });
}

// Returns the new snapshot's generation.
std::uint64_t Index::publish(std::vector<std::shared_ptr<const Chunk>> chunks, bool is_frozen) {
  auto next = std::make_shared<const Snapshot>(*generations_, std::move(chunks), is_frozen);
  const std::uint64_t generation = next->generation;
  const std::scoped_lock lock(current_mutex_);
  current_.swap(next);
  return generation;
}

Result<> Index::put(const SubjectId& subject, const face::Embedding& reference,
                    Standing standing) {
  MENSHEN_TRY(auto encoder, Encoder::make(rotation_, *memory_));
  MENSHEN_TRY(const auto values, encoder.encode(reference));
  const std::scoped_lock lock(changes_);
  const auto now = snapshot();
  Chunks chunks = now->chunks;
  const auto known = place_of(*now, subject);
  const std::size_t place = known.value_or(now->size());
  const std::size_t in_it = place % Chunk::kPlaces;
  const bool is_first = place / Chunk::kPlaces == chunks.size();
  if (is_first) chunks.emplace_back();
  auto& slot = chunks[place / Chunk::kPlaces];
  MENSHEN_TRY(auto changed, is_first ? Chunk::make(values.size(), *memory_) : slot->copy());
  changed->write(in_it, values, standing);
  if (!known) {
    auto names = changed->subjects();
    names.emplace_back(subject.text());
    if (auto named = changed->name(names); !named) return named;
    places_->insert(subject.text(), place);
  }
  slot = std::move(changed);
  publish(std::move(chunks), now->is_frozen);
  return {};
}

// The last reference of all takes the place of the one that goes, so that no place is empty.
// Returns the generation from which on it is gone; none when there was none.
Result<std::optional<std::uint64_t>> Index::take_out(const SubjectId& subject) {
  const std::scoped_lock lock(changes_);
  const auto now = snapshot();
  const auto place = place_of(*now, subject);
  if (!place) return std::nullopt;
  const std::size_t last = now->size() - 1;
  const std::size_t from = last % Chunk::kPlaces;
  const std::size_t to = *place % Chunk::kPlaces;
  const Chunk& giving = *now->chunks.back();
  const std::string moved(giving.subject(from));
  Chunks chunks = now->chunks;

  MENSHEN_TRY(auto shorter, giving.copy());
  auto names = giving.subjects();
  names.pop_back();
  const bool is_same = *place / Chunk::kPlaces == last / Chunk::kPlaces;
  if (is_same && to != from) {
    shorter->write(to, giving, from);
    names[to] = moved;
  }
  shorter->clear(from);
  if (auto named = shorter->name(names); !named) return tl::unexpected<Error>(named.error());
  if (!is_same) {
    auto& slot = chunks[*place / Chunk::kPlaces];
    MENSHEN_TRY(auto changed, slot->copy());
    changed->write(to, giving, from);
    auto its_names = slot->subjects();
    its_names[to] = moved;
    if (auto named = changed->name(its_names); !named) {
      return tl::unexpected<Error>(named.error());
    }
    slot = std::move(changed);
  }
  if (names.empty()) {
    chunks.pop_back();
  } else {
    chunks.back() = std::move(shorter);
  }
  places_->erase(subject.text(), *place);
  if (*place != last) places_->move(moved, last, *place);
  return publish(std::move(chunks), now->is_frozen);
}

Result<bool> Index::erase(const SubjectId& subject) {
  MENSHEN_TRY(const auto generation, take_out(subject));
  if (!generation) return false;
  generations_->wait_for_older(*generation);
  return true;
}

void Index::clear() {
  std::uint64_t generation = 0;
  {
    const std::scoped_lock lock(changes_);
    *places_ = {};
    generation = publish({}, snapshot()->is_frozen);
  }
  generations_->wait_for_older(generation);
}

Result<bool> Index::set_frozen(const SubjectId& subject, bool is_frozen) {
  const std::scoped_lock lock(changes_);
  const auto now = snapshot();
  const auto place = place_of(*now, subject);
  if (!place) return false;
  Chunks chunks = now->chunks;
  auto& slot = chunks[*place / Chunk::kPlaces];
  const std::size_t in_it = *place % Chunk::kPlaces;
  MENSHEN_TRY(auto changed, slot->copy());
  changed->set_standing(
      in_it, {.keep_until = changed->standing(in_it).keep_until, .is_frozen = is_frozen});
  slot = std::move(changed);
  publish(std::move(chunks), now->is_frozen);
  return true;
}

void Index::freeze(bool is_frozen) {
  const std::scoped_lock lock(changes_);
  publish(snapshot()->chunks, is_frozen);
}

Result<> Index::load(const std::function<Result<>(const Add&)>& fill) {
  const std::scoped_lock lock(changes_);
  MENSHEN_TRY(auto encoder, Encoder::make(rotation_, *memory_));
  Loading loading(std::move(encoder), padded(dimension()), *memory_);
  const Add add = [&loading](const SubjectId& subject, face::Embedding reference,
                             Standing standing) {
    return loading.add(subject, std::move(reference), standing);
  };
  if (auto done = fill(add).and_then([&] { return loading.finish(); }); !done) return done;
  *places_ = loading.take_places();
  publish(loading.take_chunks(), snapshot()->is_frozen);
  return {};
}

std::size_t Index::size() const { return snapshot()->size(); }

Result<std::vector<Hit>> Index::search(const face::Embedding& probe, std::size_t count,
                                       CivilDate today) const {
  MENSHEN_TRY(auto hits, search(std::span(&probe, 1), count, today));
  return std::move(hits.front());
}

Result<std::vector<std::vector<Hit>>> Index::search(std::span<const face::Embedding> probes,
                                                    std::size_t count, CivilDate today) const {
  if (probes.empty() || probes.size() > kQueries) {
    return fail(Code::invalid_input,
                fmt::format("{} probes at once; expected 1 to {}", probes.size(), kQueries));
  }
  MENSHEN_TRY(auto encoder, Encoder::make(rotation_, *memory_));
  const std::size_t dimension = padded(rotation_.dimension());
  MENSHEN_TRY(auto secret, Secret::make(kQueries * dimension, *memory_));
  std::int8_t* const queries = view_as<std::int8_t>(secret.reveal()).data();
  for (std::size_t i = 0; i < probes.size(); ++i) {
    MENSHEN_TRY(const auto values, encoder.encode(probes[i]));
    std::ranges::copy(values, queries + (i * dimension));
  }

  const auto now = snapshot();
  if (now->is_frozen) return fail(Code::refused, "the gallery is frozen; thaw it first");
  std::vector<Top> tops(probes.size(), Top(count, today));
  alignas(64) std::array<std::int32_t, kQueries * Chunk::kPlaces> scores{};
  for (const auto& chunk : now->chunks) {
    const std::size_t blocks = (chunk->size() + kLanes - 1) / kLanes;
    const auto scan = probes.size() == 1 ? kernel_->one : kernel_->sixteen;
    scan(chunk->blocks(), blocks, dimension, queries, scores.data());
    for (std::size_t i = 0; i < tops.size(); ++i) {
      tops[i].offer(*chunk, std::span(scores).subspan(i * blocks * kLanes, blocks * kLanes));
    }
  }
  std::vector<std::vector<Hit>> hits;
  for (Top& top : tops) hits.push_back(std::move(top).take());
  return hits;
}

double Index::cosine(std::int32_t score) const noexcept {
  return to_cosine(score, dimension());
}

}  // namespace menshen::gallery
