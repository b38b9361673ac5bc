// How a gallery is filled before anybody reads it.
#pragma once

#include <cstddef>
#include <future>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "gallery/detail/chunk.hpp"
#include "gallery/detail/encoder.hpp"
#include "gallery/detail/snapshot.hpp"
#include "gallery/detail/subject_table.hpp"
#include "gallery/index.hpp"

namespace menshen::gallery {

// Chunks that nobody reads yet. One thread rotates a batch of references while the caller finds
// the next, which costs as much: it reads and decrypts.
class Loading {
 public:
  Loading(Encoder encoder, std::size_t dimension, std::pmr::memory_resource& memory)
      : encoder_(std::move(encoder)), dimension_(dimension), memory_(&memory) {}

  // Errors: of this reference or of one before.
  Result<> add(const SubjectId& subject, face::Embedding reference, Standing standing) {
    batch_.push_back(
        {.subject = subject, .reference = std::move(reference), .standing = standing});
    return batch_.size() < kBatch ? Result<>{} : begin_batch();
  }

  // Takes in what is left. Errors: as add.
  Result<> finish() {
    return begin_batch().and_then([this] { return end_batch(); }).and_then([this] {
      return close_chunk();
    });
  }

  Chunks take_chunks() { return std::move(chunks_); }
  SubjectTable take_places() { return std::move(places_); }

 private:
  static constexpr std::size_t kBatch = 256;

  struct Added {
    SubjectId subject;
    face::Embedding reference;
    Standing standing;
  };

  Result<> begin_batch() {
    if (auto done = end_batch(); !done) return done;
    working_ = std::async([this, batch = std::exchange(batch_, {})]() -> Result<> {
      for (const Added& added : batch) {
        if (auto done = take_in(added.subject, added.reference, added.standing); !done) {
          return done;
        }
      }
      return {};
    });
    return {};
  }

  // After an error nothing more is taken in.
  Result<> end_batch() {
    if (working_.valid()) taken_in_ = working_.get();
    return taken_in_;
  }

  Result<> take_in(const SubjectId& subject, const face::Embedding& reference,
                   Standing standing) {
    if (places_.find(subject.text(), [this](auto place) { return subject_at(place); })) {
      return fail(Code::corrupt, "a person has two references in one gallery");
    }
    MENSHEN_TRY(const auto values, encoder_.encode(reference));
    if (!last_) {
      MENSHEN_TRY(last_, Chunk::make(dimension_, *memory_));
    }
    last_->write(names_.size(), values, standing);
    places_.insert(subject.text(), (chunks_.size() * Chunk::kPlaces) + names_.size());
    names_.push_back(subject.text());
    return names_.size() == Chunk::kPlaces ? close_chunk() : Result<>{};
  }

  Result<> close_chunk() {
    if (!last_) return {};
    const std::vector<std::string_view> names(names_.begin(), names_.end());
    if (auto named = last_->name(names); !named) return named;
    chunks_.push_back(std::move(last_));
    last_.reset();
    names_.clear();
    return {};
  }

  [[nodiscard]] std::string_view subject_at(std::size_t place) const {
    const std::size_t chunk = place / Chunk::kPlaces;
    const std::size_t in_it = place % Chunk::kPlaces;
    return chunk == chunks_.size() ? std::string_view(names_[in_it])
                                   : chunks_[chunk]->subject(in_it);
  }

  Encoder encoder_;
  std::size_t dimension_;  // padded
  std::pmr::memory_resource* memory_;
  Chunks chunks_;
  SubjectTable places_;
  std::shared_ptr<Chunk> last_;
  std::vector<std::string> names_;  // of the last
  std::vector<Added> batch_;
  Result<> taken_in_;
  std::future<Result<>> working_;  // behind what it works on, which must outlive it
};

}  // namespace menshen::gallery
