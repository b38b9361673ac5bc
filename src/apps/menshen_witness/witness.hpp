// A witness of records (c2sp.org/tlog-witness): it signs a checkpoint only when that adds to
// the one it signed last, so that a record cannot show different pasts to different readers.
// It does not know how requests arrive.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/signer.hpp"
#include "ledger/checkpoint.hpp"
#include "ledger/note.hpp"
#include "ledger/tree.hpp"
#include "menshen_witness/checkpoint_store.hpp"

namespace menshen::menshen_witness {

// What a witness is made of. It owns none of it.
struct Ports {
  const Crypto& crypto;
  const Signer& signer;
  const Clock& clock;
  CheckpointStore& store;
};

// In the words of the protocol, which are those of HTTP.
struct Answer {
  unsigned status = 500;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
};

// Safe to call from several threads at once; one request is checked and kept at a time.
class Witness {
 public:
  // `logs` are the keys of the records it answers, each named as its record's origin; one
  // record may have several. Errors: invalid_input for a key that signs cosignatures; corrupt
  // when what was kept of a record cannot be read; unavailable.
  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(
      const Ports& ports, std::string name, std::span<const ledger::VerifierKey> logs);

  // 200  the cosignature, kept before it is given
  // 400  not of the format, or the old size is beyond the checkpoint's
  // 403  not signed by the record's key
  // 404  a record that it does not know
  // 409  the old size is not that of the checkpoint signed last, which is the body; or the root
  //      is another for the same size
  // 422  not consistent with the checkpoint signed last
  // 503  it could not be kept
  [[nodiscard]] Answer add_checkpoint(std::string_view request);

 private:
  struct Log {
    std::vector<ledger::VerifierKey> keys;
    ledger::TreeHead latest;  // of the checkpoint signed last
  };

  Witness(const Ports& ports, std::string name) : ports_(ports), name_(std::move(name)) {}

  [[nodiscard]] Result<> remember(const std::string& origin, Log& log) const;

  Ports ports_;
  std::string name_;
  std::mutex mutex_;
  std::map<std::string, Log, std::less<>> logs_;  // by origin
};

}  // namespace menshen::menshen_witness
