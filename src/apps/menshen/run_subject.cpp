#include "menshen/run_subject.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/certificate.hpp"
#include "ledger/ledger.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/seal_done.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "state/state.hpp"
#include "vault/key_provider.hpp"

namespace menshen::app {
namespace {

using erasure_desk::CountedStore;

std::vector<erasure_desk::Store> stores_of(const Parts& parts) {
  return {erasure_desk::records_in(*parts.registry),
          erasure_desk::references_in(*parts.templates), erasure_desk::keys_in(*parts.vault),
          erasure_desk::entries_in(parts.ledger->archive(), *parts.vault, *parts.crypto)};
}

std::string_view name_of(vault::Forgetting forgetting) noexcept {
  switch (forgetting) {
    case vault::Forgetting::by_erasing_files: return "by_erasing_files";
    case vault::Forgetting::by_the_device: return "by_the_device";
    case vault::Forgetting::by_a_counter: return "by_a_counter";
  }
  return "unknown";
}

// What nothing that is done here can reach.
std::vector<erasure_desk::Sentence> beyond() {
  return {
      {.zh = "本系统之外另存的副本，例如导出的文件、磁盘快照和照片",
       .en = "copies made outside this system, such as exported files, snapshots of disks "
             "and photographs"},
      {.zh = "更早的备份：其中该当事人的特征模板与附件已无密钥可开；假名仍以加密形式留存，"
             "恢复时删除，备份删除时消失",
       .en = "earlier backups: no key opens the person's references and side records in "
             "them any more; the pseudonym is still in them, encrypted, is removed when one "
             "is restored, and goes when they are deleted"},
      {.zh = "记录中的条目本身保留，但不再指向任何人",
       .en = "the entries of the record stay, and lead to nobody any more"}};
}

Result<erasure_desk::Certificate> erase(const Parts& parts, const SubjectId& subject,
                                        const std::vector<CountedStore>& before) {
  const auto epoch_before = parts.vault->summary().epoch;
  MENSHEN_TRY(const auto changed, parts.state->erase(subject, {.actor = "operator"}));
  if (const auto done = seal_done(
          parts, changed.receipt,
          {.action = "subject.erase", .purpose = PurposeId(""), .subject = std::nullopt});
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const auto after, erasure_desk::count_in(stores_of(parts), subject));
  MENSHEN_TRY(auto receipt, parts.ledger->cose(changed.receipt));
  const auto summary = parts.vault->summary();
  return erasure_desk::Certificate{
      .decision = changed.receipt.decision(),
      .time = parts.clock->now(),
      .receipt = std::move(receipt),
      .destroyed = erasure_desk::destroyed_between(before, after),
      .epoch_before = epoch_before,
      .epoch_after = summary.epoch,
      .provider = std::string(summary.provider),
      .forgetting = std::string(name_of(summary.assurance.forgetting)),
      .promise = {.zh = summary.assurance.zh, .en = summary.assurance.en},
      .beyond = beyond()};
}

void print_counts(const std::vector<CountedStore>& counted, Language language) {
  const Words kept{.zh = "  {} {}：{}\n", .en = "  {} {}: {}\n"};
  for (const auto& store : counted) {
    fmt::print(fmt::runtime(kept.in(language)), store.name, store.what, store.found);
  }
}

Result<Exit> only_ask(const std::vector<CountedStore>& counted, Language language) {
  print_counts(counted, language);
  const Words ask{.zh = "未作改动；加 --yes 执行，执行后不可恢复\n",
                  .en = "nothing was changed; to erase it for good, say --yes\n"};
  fmt::print("{}", ask.in(language));
  return Exit::ok;
}

}  // namespace

Result<Exit> erase_subject(const SubjectOptions& options) {
  const Language language = options.common.language;
  const SubjectId subject(options.subject);
  MENSHEN_TRY(const auto parts, open_state(options.state));
  MENSHEN_TRY(const auto before, erasure_desk::count_in(stores_of(*parts), subject));
  if (std::ranges::all_of(before, [](const auto& one) { return one.found == 0; })) {
    return fail(Code::not_found,
                "nothing is kept of that person; `subject prove-absent` looks "
                "into every file too");
  }
  if (!options.yes) return only_ask(before, language);
  // A place that cannot be written to is found out before, not when the counts are gone.
  if (auto done = machine::write_file(options.certificate, ""); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(const auto certificate, erase(*parts, subject, before));
  MENSHEN_TRY(const auto absence,
              erasure_desk::look_for(subject, stores_of(*parts),
                                     {std::filesystem::path(options.state)}));
  fmt::print("{}", options.common.json ? erasure_desk::absence_as_json(absence)
                                       : erasure_desk::absence_as_text(absence, language));
  if (!absence.is_absent()) return Exit::failure;
  MENSHEN_TRY(const auto bytes,
              erasure_desk::write_certificate(certificate, parts->ledger->origin(),
                                              *parts->signer, *parts->crypto));
  if (auto done = machine::write_file(options.certificate, bytes); !done) {
    return tl::unexpected<Error>(done.error());
  }
  return Exit::ok;
}

Result<Exit> prove_absent(const SubjectOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  std::vector<std::filesystem::path> folders{options.state};
  folders.insert(folders.end(), options.folders.begin(), options.folders.end());
  MENSHEN_TRY(const auto absence,
              erasure_desk::look_for(SubjectId(options.subject), stores_of(*parts), folders));
  fmt::print("{}", options.common.json
                       ? erasure_desk::absence_as_json(absence)
                       : erasure_desk::absence_as_text(absence, options.common.language));
  return absence.is_absent() ? Exit::ok : Exit::failure;
}

}  // namespace menshen::app
