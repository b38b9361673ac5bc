// The references of one gallery in memory, int8 and rotated, to be searched whole: exact, in
// one pass, while others are put and erased.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <memory_resource>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"
#include "gallery/rotation.hpp"

namespace menshen::gallery {

class Chunk;
class Generations;
class SubjectTable;
struct Kernel;
struct Snapshot;

// Whether a reference may be compared with anything.
struct Standing {
  CivilDate keep_until;    // last lawful day, inclusive
  bool is_frozen = false;  // kept, but passed over

  bool operator==(const Standing&) const = default;
};

struct Hit {
  SubjectId subject;
  std::int32_t score = 0;  // inner product of the quantized vectors; see Index::cosine

  bool operator==(const Hit&) const = default;
};

// References stand in chunks that are never changed. A search takes a snapshot, a list of
// chunks, and holds no lock while it reads. A change copies the chunk it is about and publishes
// a new list; a chunk is wiped when nobody reads it any more.
//
// Safe to call from several threads at once; changes are made one after another. At 512
// dimensions a reference of a person with a name of 36 characters takes 580 bytes.
class Index {
 public:
  // Takes in one reference, now or soon. Errors: as put, of this one or of one before.
  using Add = std::function<Result<>(const SubjectId&, face::Embedding, Standing)>;

  // `memory` holds whatever says something of a face or a person, and must outlive it. `key`
  // (see Rotation) is the caller's to wipe. Errors: exhausted when `memory` has none left.
  //   dimension  of the embeddings, 1..face::Embedding::kDimensionMax
  //   kernel     none: the fastest of this machine
  [[nodiscard]] static Result<std::unique_ptr<Index>> make(std::size_t dimension,
                                                           const Digest& key,
                                                           const Crypto& crypto,
                                                           std::pmr::memory_resource& memory,
                                                           const Kernel* kernel = nullptr);

  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;
  Index(Index&&) = delete;
  Index& operator=(Index&&) = delete;
  ~Index();

  // Puts a person's reference, in place of an older one. Every search that begins from now on
  // sees it. Errors: invalid_input when it is of another dimension; exhausted. After an error
  // nothing is changed.
  [[nodiscard]] Result<> put(const SubjectId& subject, const face::Embedding& reference,
                             Standing standing);

  // Erases a person's reference; whether there was one. When it returns, no search sees the
  // reference any more, also none that began before, and its bytes are wiped: it waits for
  // the searches that run. Errors: exhausted, because the rest is copied; nothing is changed
  // then.
  [[nodiscard]] Result<bool> erase(const SubjectId& subject);

  // Erases everything, as `erase`.
  void clear();

  // Freezes or thaws a person's reference; whether there is one. Every search that begins from
  // now on passes it over. Errors: exhausted.
  [[nodiscard]] Result<bool> set_frozen(const SubjectId& subject, bool is_frozen);

  // While the whole is frozen, every search is refused.
  void freeze(bool is_frozen);

  // Everything that `fill` adds, in place of everything that is there; a second thread takes it
  // in. After an error nothing is changed. Errors: those of `fill`; corrupt when it adds a
  // person twice; those of Add.
  [[nodiscard]] Result<> load(const std::function<Result<>(const Add&)>& fill);

  // How many references there are, frozen ones included.
  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t dimension() const noexcept { return rotation_.dimension(); }

  // The `count` persons whose references have the highest scores of those that may be used
  // `today`, the best first; of equal scores, the lesser name first. The answer does not
  // depend on the order in which references were put. Errors: refused when the whole is
  // frozen; invalid_input when the probe is of another dimension; exhausted.
  [[nodiscard]] Result<std::vector<Hit>> search(const face::Embedding& probe, std::size_t count,
                                                CivilDate today) const;

  // The same for 1 to 16 probes, in one pass and of one moment.
  [[nodiscard]] Result<std::vector<std::vector<Hit>>> search(
      std::span<const face::Embedding> probes, std::size_t count, CivilDate today) const;

  // The cosine that a score stands for, with the error of gallery/quantize.hpp.
  [[nodiscard]] double cosine(std::int32_t score) const noexcept;

 private:
  Index(Rotation rotation, std::pmr::memory_resource& memory, const Kernel& kernel);

  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  [[nodiscard]] std::optional<std::size_t> place_of(const Snapshot& now,
                                                    const SubjectId& subject) const;
  std::uint64_t publish(std::vector<std::shared_ptr<const Chunk>> chunks, bool is_frozen);
  [[nodiscard]] Result<std::optional<std::uint64_t>> take_out(const SubjectId& subject);

  Rotation rotation_;
  std::pmr::memory_resource* memory_;
  const Kernel* kernel_;
  std::unique_ptr<Generations> generations_;  // outlives every snapshot

  std::mutex changes_;  // held during a change
  std::unique_ptr<SubjectTable> places_;

  mutable std::mutex current_mutex_;  // held while the pointer is copied
  std::shared_ptr<const Snapshot> current_;
};

}  // namespace menshen::gallery
