// The record of what was decided and done. It has no off switch: what cannot be written down
// is not done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/signer.hpp"
#include "base/sm2.hpp"
#include "journal/journal.hpp"
#include "ledger/archive.hpp"
#include "ledger/entry.hpp"
#include "ledger/receipt.hpp"

namespace menshen::ledger {

inline constexpr std::size_t kEntryBytesMax = 65'535;  // C2SP bundles give 16 bits to a length
inline constexpr std::size_t kSideBytesMax = 262'144;
// Of entries and sides that are sealed by one call: others wait while they are written.
inline constexpr std::size_t kSealAllBytesMax = std::size_t{8} << 20U;

struct ToSeal {
  Entry entry;
  std::vector<std::byte> side;
};

// What the record is made of. It owns none of it.
struct Ports {
  Files& files;
  const Crypto& crypto;
  const Signer& signer;
  const Clock& clock;
  const Sm2Signer* sm2 = nullptr;  // signs checkpoints too, if there is one
};

struct Options {
  std::string origin = "menshen";  // how its checkpoints name it: a URL without scheme
  journal::Options journal;
  // Called once by each thread that a commit waits for, before its first: to get priority.
  std::function<void()> on_commit_thread;
};

// Safe to call from several threads at once. Entries that wait at the same time are written,
// made durable and signed together.
class Ledger {
 public:
  // Opens or makes the record in `folder`, and recovers what a crash left. Errors: conflict
  // when another process writes it; corrupt; exhausted; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(const Ports& ports,
                                                            const std::filesystem::path& folder,
                                                            const Options& options);

  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;
  Ledger(Ledger&&) = delete;
  Ledger& operator=(Ledger&&) = delete;
  ~Ledger();  // what is being sealed is finished first

  // Returns once the entry and `side` would survive a loss of power. Errors: exhausted when the
  // disk is full, or a limit is exceeded: it is not recorded, and the same may succeed later;
  // unavailable when the record has stopped: it may or may not be recorded, and nothing will
  // be until the record is opened anew.
  [[nodiscard]] Result<Receipt> seal(const Entry& entry, std::span<const std::byte> side = {});

  // The same without waiting: `then` is told, once, on a thread that others are told on too and
  // that it must not hold up; on this one when the entry is not even taken.
  using Sealed = std::function<void(Result<Receipt>)>;
  void seal(const Entry& entry, std::span<const std::byte> side, Sealed then);

  // The same for many, with one wait for the disk: one behind the other in their order, under
  // one head, with a receipt for each. All of them are recorded or none is, also after a loss
  // of power, for they are one batch of the journal; what they mean must not depend on it,
  // since nothing in the record says who came together. Errors: as `seal`; exhausted also when
  // they have more than kSealAllBytesMax together.
  [[nodiscard]] Result<std::vector<Receipt>> seal_all(std::span<const ToSeal> entries);

  // The receipt for others: checkable without the server; see cose_receipt.hpp. Errors: those
  // of Archive::inclusion.
  [[nodiscard]] Result<std::vector<std::byte>> cose(const Receipt& receipt) const;

  // An entry's hash, and its receipt under the present head; so also of one that was sealed
  // long ago.
  struct Proven {
    Digest leaf{};
    std::vector<std::byte> cose;
  };
  // Errors: those of Archive::read and Archive::inclusion.
  [[nodiscard]] Result<Proven> receipt(std::uint64_t sequence) const;

  // The present head as a signed note, without cosignatures; the same bytes until it grows.
  [[nodiscard]] std::string checkpoint() const;

  [[nodiscard]] const Archive& archive() const noexcept;
  [[nodiscard]] const std::string& origin() const noexcept;
  [[nodiscard]] const journal::Recovery& recovery() const noexcept;

  // Why it seals no more, if it does not.
  [[nodiscard]] std::optional<Error> stopped() const;

  // Forgets what was written before `before`, in whole segments; the nodes that later proofs
  // need stay. Returns the new minimum index. Errors: unavailable.
  [[nodiscard]] Result<std::uint64_t> prune(Instant before);

 private:
  struct State;
  explicit Ledger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace menshen::ledger
