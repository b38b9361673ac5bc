// What stands where in the folder of `--state`.
#pragma once

#include <cstdint>
#include <filesystem>

#include "ledger/archive.hpp"

namespace menshen::app {

inline constexpr std::uint64_t kPolicyBytesMax = 65'536;  // of a policy of retention

struct StateFolder {
  std::filesystem::path folder;

  [[nodiscard]] std::filesystem::path record() const { return folder / "record"; }
  // Its segments: a folder without any has no record yet.
  [[nodiscard]] std::filesystem::path journal() const {
    return ledger::journal_folder(record());
  }
  [[nodiscard]] std::filesystem::path record_key() const { return folder / "record.key"; }
  [[nodiscard]] std::filesystem::path record_sm2_key() const {
    return folder / "record.sm2.key";
  }
  [[nodiscard]] std::filesystem::path state_file() const { return folder / "state.db"; }
  [[nodiscard]] std::filesystem::path vault_file() const { return folder / "vault.db"; }
  // Answers that are given again.
  [[nodiscard]] std::filesystem::path answers_file() const { return folder / "answers.db"; }
  [[nodiscard]] std::filesystem::path vault_config() const { return folder / "vault.yaml"; }
  [[nodiscard]] std::filesystem::path vault_passphrase() const {
    return folder / "vault.passphrase";
  }
  [[nodiscard]] std::filesystem::path vault_keys() const { return folder / "vault.keys"; }
  [[nodiscard]] std::filesystem::path vault_kek() const { return folder / "vault.kek"; }
  // Accounts and API keys, sealed.
  [[nodiscard]] std::filesystem::path access() const { return folder / "access.sealed"; }
  // Where events are sent, sealed.
  [[nodiscard]] std::filesystem::path webhooks() const { return folder / "webhooks.sealed"; }
  // Passes and PINs of entrances, sealed.
  [[nodiscard]] std::filesystem::path entrance() const { return folder / "entrance.sealed"; }
  // What is told of erasures, a file each.
  [[nodiscard]] std::filesystem::path erasures() const { return folder / "erasures"; }
  // The certificate that the server made for itself, and its key, sealed.
  [[nodiscard]] std::filesystem::path tls_certificate() const { return folder / "tls.pem"; }
  [[nodiscard]] std::filesystem::path tls_key() const { return folder / "tls.key"; }
  // The authority that signs the certificates of devices, and its key, sealed.
  [[nodiscard]] std::filesystem::path ca_certificate() const { return folder / "ca.pem"; }
  [[nodiscard]] std::filesystem::path ca_key() const { return folder / "ca.key"; }
  // The checkpoint published last, with the signatures of witnesses.
  [[nodiscard]] std::filesystem::path checkpoint() const { return record() / "checkpoint"; }
  // The policy of retention, once entries were pruned.
  [[nodiscard]] std::filesystem::path retention() const { return record() / "retention"; }
};

}  // namespace menshen::app
