// What anyone may read of the record, in the layout of c2sp.org/tlog-tiles: enough to check all
// of it, and nothing of what stands beside the entries.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "ledger/archive.hpp"
#include "ledger/ledger.hpp"

namespace menshen::record_service {

// What the pages draw on. They own none of it.
struct RecordSources {
  const ledger::Archive& archive;
  std::function<std::string()> checkpoint;  // the newest signed note; from any thread
  std::string key;                          // the record's vkey
  std::string policy;                       // of retention, as a JSON object
};

// Safe to call from several threads at once.
class RecordPages {
 public:
  explicit RecordPages(RecordSources sources) : sources_(std::move(sources)) {}

  // The page at `path` below the record's own path, without a slash before it:
  //
  //   checkpoint           the newest signed checkpoint
  //   tile/LEVEL/N[.p/W]   hashes; tile/entries/N[.p/W] entries
  //   proofs/INDEX         the entry and its proof in the newest checkpoint
  //   (c2sp.org/tlog-proof) key                  the record's vkey retention {"policy": {…},
  //   "minimum_index": N}
  //
  // 404 for anything else, for what the tree does not reach yet, and for what was pruned; 503
  // when the record cannot be read.
  [[nodiscard]] http::Response page(std::string_view path) const;

  // The evidence of a decision (record_desk/evidence.hpp), from the same record with its
  // signer. Answers as `page`.
  [[nodiscard]] http::Response bundle(std::string_view decision,
                                      const ledger::Ledger& ledger) const;

 private:
  [[nodiscard]] http::Response tile(std::string_view path) const;
  [[nodiscard]] http::Response proof(std::string_view index) const;
  [[nodiscard]] http::Response retention() const;

  RecordSources sources_;
};

}  // namespace menshen::record_service
