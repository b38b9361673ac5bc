// Group commit: entries that wait at the same time are hashed into the tree, written, made
// durable and signed together, by one thread; another signs while the disk works.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "journal/journal.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/detail/live_archive.hpp"
#include "ledger/detail/nodes.hpp"

namespace menshen::ledger {

// What the committer works with. It owns none of it.
struct CommitParts {
  journal::Journal& journal;
  Nodes& nodes;
  LiveArchive& archive;
  const Crypto& crypto;
  const Signer& signer;
  const Clock& clock;
};

class Committer {
 public:
  // `on_thread` is called once by each thread that a commit waits for, before its first.
  // `newest` is when the last batch was written.
  Committer(const CommitParts& parts, std::string origin, Instant newest,
            const std::function<void()>& on_thread);

  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;
  Committer(Committer&&) = delete;
  Committer& operator=(Committer&&) = delete;
  ~Committer();  // finishes what waits

  // Where the first of some entries has come to stand, and the signed head of their batch.
  struct Place {
    std::uint64_t index = 0;
    std::shared_ptr<const SignedHead> head;
  };

  // Returns once the records, at least one, are durable, one behind the other and all in one
  // batch; their bytes must stay until then. `leaves` has the digest of each. Safe to call from
  // several threads at once. Errors: exhausted, and none is recorded; unavailable when the
  // journal has stopped.
  [[nodiscard]] Result<Place> commit(std::span<const journal::Record> records,
                                     std::span<const Digest> leaves);

  // The same for one record without waiting for it: `then` is told, once. On this thread when
  // it is not even taken; else on one that tells those of a batch one after the other. The
  // record's bytes must stay until then.
  using Then = std::function<void(Result<Place>)>;
  void commit(const journal::Record& record, const Digest& leaf, Then then);

  [[nodiscard]] std::optional<Error> stopped() const;

  // Forgets whole segments of records before `before`, and nodes that no proof needs then.
  // Returns the oldest record kept. Errors: exhausted; unavailable.
  [[nodiscard]] Result<std::uint64_t> prune(std::uint64_t before);

 private:
  // Those who wait for the same sync. What became of them may be read when `is_done`.
  struct Batch {
    std::vector<journal::Record> records;
    std::vector<Digest> leaves;
    std::size_t bytes = 0;                              // of the records
    std::size_t callers = 0;                            // who wait for them, or are told
    std::vector<std::pair<std::size_t, Then>> to_tell;  // with where in `records` theirs is
    std::uint64_t first = 0;
    SignedHead head;
    std::optional<Error> error;
    // Not an atomic to wait on: those yield first, which 64 who wait do in turn, in vain.
    std::promise<void> done;
    std::shared_future<void> is_done{done.get_future()};
  };

  // Where the records begin in the batch that they will be committed with.
  struct Gathered {
    std::shared_ptr<Batch> batch;
    std::size_t position = 0;
  };
  [[nodiscard]] Result<Gathered> gather(std::span<const journal::Record> records,
                                        std::span<const Digest> leaves, Then* then);
  [[nodiscard]] static Result<Place> place_in(std::shared_ptr<Batch> batch,
                                              std::size_t position);

  void commit_batches();
  void tell_batches();
  void sign_heads();
  void keep_ahead();
  [[nodiscard]] std::shared_ptr<Batch> next_batch();  // null at the end
  [[nodiscard]] Result<> write(Batch& batch);
  [[nodiscard]] Error stop(const Error& error);

  CommitParts parts_;
  std::string origin_;
  PublicKey key_;
  Instant newest_;

  std::size_t expected_ = 0;  // callers, by those of the last batch; only the committer's

  mutable std::mutex mutex_;  // of all below
  std::condition_variable gathered_;
  std::condition_variable has_room_;
  std::shared_ptr<Batch> gathering_ = std::make_shared<Batch>();
  std::size_t wake_at_ = 1;  // that many callers in the batch wake the committer
  std::optional<Error> stopped_;
  bool is_ending_ = false;

  std::mutex commit_mutex_;   // held while a batch is written
  std::mutex keep_mutex_;     // held while chunks are kept or pruned
  Batch* to_sign_ = nullptr;  // null: the signer is to end
  std::binary_semaphore sign_{0};
  std::binary_semaphore is_signed_{0};
  std::atomic<bool> keep_is_asked_{false};
  std::binary_semaphore keep_{0};

  std::mutex tell_mutex_;  // of the two below
  std::condition_variable has_to_tell_;
  std::vector<std::shared_ptr<Batch>> to_tell_;
  bool has_told_all_ = false;  // no more come

  std::thread teller_;
  std::thread committer_;
  std::thread signer_;
  std::thread keeper_;
};

}  // namespace menshen::ledger
