#include "ledger/detail/committer.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "journal/journal.hpp"
#include "ledger/cose_receipt.hpp"
#include "ledger/detail/nodes.hpp"
#include "ledger/tree.hpp"

namespace menshen::ledger {
namespace {

// Often enough for the journal, whose next segment is made when the last quarter begins, and
// seldom enough to cost nothing.
constexpr std::size_t kBytesBetweenKeeping = std::size_t{256} << 10U;

// Whoever reads one entry reads its whole batch; and what is not more than half of a segment
// seldom has to wait for one. A caller's records are never parted, however many.
constexpr std::size_t kGatheredBytesMax = std::size_t{8} << 20U;

// Nobody waits longer for others, though they keep coming. About as long as what many of them
// do between two entries takes, and well below what anybody notices.
constexpr std::chrono::milliseconds kTogether{2};

}  // namespace

Committer::Committer(const CommitParts& parts, std::string origin, Instant newest,
                     const std::function<void()>& on_thread)
    : parts_(parts),
      origin_(std::move(origin)),
      key_(parts.signer.public_key()),
      newest_(newest) {
  const auto started = [on_thread] {
    if (on_thread) on_thread();
  };
  teller_ = std::thread([this] { tell_batches(); });
  committer_ = std::thread([this, started] {
    started();
    commit_batches();
  });
  signer_ = std::thread([this, started] {
    started();
    sign_heads();
  });
  keeper_ = std::thread([this] { keep_ahead(); });
}

Committer::~Committer() {
  {
    const std::scoped_lock lock(mutex_);
    is_ending_ = true;
  }
  gathered_.notify_one();
  committer_.join();
  {
    const std::scoped_lock lock(tell_mutex_);
    has_told_all_ = true;
  }
  has_to_tell_.notify_one();
  teller_.join();
  to_sign_ = nullptr;
  sign_.release();
  signer_.join();
  if (!keep_is_asked_.exchange(true)) keep_.release();
  keeper_.join();
}

// `then`: whom to tell; null: the caller waits.
Result<Committer::Gathered> Committer::gather(std::span<const journal::Record> records,
                                              std::span<const Digest> leaves, Then* then) {
  std::size_t bytes = 0;
  for (const auto& record : records) bytes += record.bytes.size();
  std::shared_ptr<Batch> batch;
  std::size_t position = 0;
  bool wakes = false;
  {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [&] {
      return gathering_->callers == 0 || gathering_->bytes + bytes <= kGatheredBytesMax;
    });
    if (stopped_) return tl::unexpected<Error>(*stopped_);
    batch = gathering_;
    position = batch->records.size();
    batch->records.insert(batch->records.end(), records.begin(), records.end());
    batch->leaves.insert(batch->leaves.end(), leaves.begin(), leaves.end());
    batch->bytes += bytes;
    if (then != nullptr) batch->to_tell.emplace_back(position, std::move(*then));
    wakes = ++batch->callers == wake_at_;
  }
  if (wakes) gathered_.notify_one();
  return Gathered{.batch = std::move(batch), .position = position};
}

Result<Committer::Place> Committer::commit(std::span<const journal::Record> records,
                                           std::span<const Digest> leaves) {
  MENSHEN_TRY(auto gathered, gather(records, leaves, nullptr));
  gathered.batch->is_done.wait();
  return place_in(std::move(gathered.batch), gathered.position);
}

void Committer::commit(const journal::Record& record, const Digest& leaf, Then then) {
  const auto gathered = gather(std::span(&record, 1), std::span(&leaf, 1), &then);
  if (!gathered) then(tl::unexpected<Error>(gathered.error()));
}

Result<Committer::Place> Committer::place_in(std::shared_ptr<Batch> batch,
                                             std::size_t position) {
  if (const auto& error = batch->error) return tl::unexpected<Error>(*error);
  const std::uint64_t index = batch->first + position;
  const SignedHead* head = &batch->head;  // the batch lives as long as its head is held
  return Place{.index = index, .head = {std::move(batch), head}};
}

// Waits for as many as were in the last batch and came beside it, and else for one: a batch of
// many costs as much as one of few.
std::shared_ptr<Committer::Batch> Committer::next_batch() {
  auto next = std::make_shared<Batch>();
  next->records.reserve(expected_);
  next->leaves.reserve(expected_);
  std::unique_lock lock(mutex_);
  const std::size_t& callers = gathering_->callers;
  const auto has_come = [&](std::size_t count) {
    return [this, &callers, count] { return is_ending_ || callers >= count; };
  };
  wake_at_ = expected_;
  if (wake_at_ > 1) gathered_.wait_for(lock, kTogether, has_come(wake_at_));
  wake_at_ = 1;
  gathered_.wait(lock, has_come(1));
  wake_at_ = 0;
  if (callers == 0) return nullptr;
  has_room_.notify_all();
  return std::exchange(gathering_, std::move(next));
}

void Committer::commit_batches() {
  std::size_t bytes_since_keeping = kBytesBetweenKeeping;
  while (const auto batch = next_batch()) {
    bytes_since_keeping += batch->bytes;
    if (const auto done = write(*batch); !done) batch->error = done.error();
    {
      // Before any of them can come again.
      const std::scoped_lock lock(mutex_);
      expected_ = batch->callers + gathering_->callers;
    }
    batch->done.set_value();
    if (!batch->to_tell.empty()) {
      {
        const std::scoped_lock told(tell_mutex_);
        to_tell_.push_back(batch);
      }
      has_to_tell_.notify_one();
    }
    // The next segment is made, and complete chunks are kept, beside the next batches.
    if (bytes_since_keeping < kBytesBetweenKeeping) continue;
    bytes_since_keeping = 0;
    if (!keep_is_asked_.exchange(true)) keep_.release();
  }
}

// Beside the next batch, which need not wait for what those of this one do with it.
void Committer::tell_batches() {
  for (;;) {
    std::vector<std::shared_ptr<Batch>> batches;
    {
      std::unique_lock lock(tell_mutex_);
      has_to_tell_.wait(lock, [this] { return has_told_all_ || !to_tell_.empty(); });
      if (to_tell_.empty()) return;
      batches.swap(to_tell_);
    }
    for (const auto& batch : batches) {
      for (auto& [position, then] : batch->to_tell) {
        std::exchange(then, nullptr)(place_in(batch, position));
      }
    }
  }
}

// The disk works while another thread extends the tree and signs its root. Nobody sees either
// before both are done.
Result<> Committer::write(Batch& batch) {
  const std::scoped_lock lock(commit_mutex_);
  const Instant now = std::max(newest_, parts_.clock.now());
  batch.first = parts_.nodes.size();
  batch.head = {.origin = origin_, .key = key_, .time = now};
  to_sign_ = &batch;
  sign_.release();
  auto durable = parts_.journal.append(batch.records, now);
  is_signed_.acquire();
  if (!durable) {
    parts_.nodes.truncate(batch.first);
    if (const Error* reason = parts_.journal.stopped()) return tl::unexpected(stop(*reason));
    return durable;
  }
  newest_ = now;
  parts_.archive.publish(batch.head.head);
  return {};
}

Error Committer::stop(const Error& error) {
  const std::scoped_lock lock(mutex_);
  stopped_ =
      in_context(error,
                 "the record has stopped, and so has everything that needs it: check the "
                 "disk and start again; nothing that was answered is lost");
  return *stopped_;
}

void Committer::sign_heads() {
  while (true) {
    sign_.acquire();
    if (to_sign_ == nullptr) return;
    for (const Digest& leaf : to_sign_->leaves) parts_.nodes.append(leaf);
    SignedHead& head = to_sign_->head;
    head.head.size = parts_.nodes.size();
    head.head.root = root_at(parts_.crypto, head.head.size, [this](NodeId id) {
                       return parts_.nodes.read(id);
                     }).value();
    head.signature = parts_.signer.sign(signed_bytes(head, parts_.crypto));
    is_signed_.release();
  }
}

// What fails here fails again where it is needed, and is reported there.
void Committer::keep_ahead() {
  while (true) {
    keep_.acquire();
    keep_is_asked_ = false;
    {
      const std::scoped_lock lock(mutex_);
      if (is_ending_) return;
    }
    static_cast<void>(parts_.journal.prepare_ahead());
    const std::scoped_lock lock(keep_mutex_);
    static_cast<void>(parts_.nodes.keep_chunks(parts_.archive.head().size));
  }
}

std::optional<Error> Committer::stopped() const {
  const std::scoped_lock lock(mutex_);
  return stopped_;
}

Result<std::uint64_t> Committer::prune(std::uint64_t before) {
  const std::scoped_lock lock(commit_mutex_, keep_mutex_);
  if (auto done = parts_.nodes.keep_chunks(parts_.archive.head().size); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (auto done = parts_.nodes.keep_leaves(before); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const std::uint64_t first, parts_.journal.prune(before));
  if (auto done = parts_.nodes.prune(parts_.archive.minimum_index()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return first;
}

}  // namespace menshen::ledger
