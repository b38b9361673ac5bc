#include "erasure_desk/erasing.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "erasure_desk/absence.hpp"
#include "erasure_desk/certificate.hpp"
#include "ledger/ledger.hpp"
#include "vault/key_provider.hpp"
#include "vault/vault.hpp"

namespace menshen::erasure_desk {
namespace {

std::string_view name_of(vault::Forgetting forgetting) noexcept {
  switch (forgetting) {
    case vault::Forgetting::by_erasing_files: return "by_erasing_files";
    case vault::Forgetting::by_the_device: return "by_the_device";
    case vault::Forgetting::by_a_counter: return "by_a_counter";
  }
  return "unknown";
}

// What nothing that is done here can reach.
std::vector<Sentence> beyond() {
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

}  // namespace

Result<Erased> erase(const Desk& desk, const SubjectId& subject,
                     const std::function<Result<Recorded>()>& remove) {
  MENSHEN_TRY(const auto before, count_in(desk.stores, subject));
  if (std::ranges::all_of(before, [](const auto& one) { return one.found == 0; })) {
    return fail(Code::not_found,
                "nothing is kept of that person; `subject prove-absent` looks "
                "into every file too");
  }
  const auto epoch_before = desk.keys().epoch;
  MENSHEN_TRY(auto recorded, remove());
  MENSHEN_TRY(const auto after, count_in(desk.stores, subject));
  const auto summary = desk.keys();
  Certificate certificate{.decision = recorded.decision,
                          .time = desk.clock.now(),
                          .receipt = std::move(recorded.receipt),
                          .destroyed = destroyed_between(before, after),
                          .epoch_before = epoch_before,
                          .epoch_after = summary.epoch,
                          .provider = std::string(summary.provider),
                          .forgetting = std::string(name_of(summary.assurance.forgetting)),
                          .promise = {.zh = summary.assurance.zh, .en = summary.assurance.en},
                          .beyond = beyond()};
  MENSHEN_TRY(auto bytes,
              write_certificate(certificate, desk.ledger.origin(), desk.signer, desk.crypto));
  return Erased{.decision = std::move(recorded.decision),
                .copies = std::move(certificate.destroyed),
                .epoch_before = epoch_before,
                .epoch_after = summary.epoch,
                .beyond = std::move(certificate.beyond),
                .certificate = std::move(bytes)};
}

}  // namespace menshen::erasure_desk
