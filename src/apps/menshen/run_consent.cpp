#include "menshen/run_consent.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <boost/json.hpp>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "consent/answer.hpp"
#include "consent_desk/consent_receipt.hpp"
#include "facts/gather.hpp"
#include "ledger/receipt.hpp"
#include "machine/files.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/drafting.hpp"
#include "menshen/detail/seal_done.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_record.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"
#include "registry/words.hpp"
#include "state/state.hpp"

namespace menshen::app {
namespace {

namespace json = boost::json;

// What the options say, each field read as a record's; nobody but consent/ makes the answer.
Result<registry::Consent> said_on_paper(const RecordOptions& options, const Parts& parts) {
  auto draft = registry::Draft::blank(options.kind, options.id);
  if (auto done = apply_options(options, *parts.crypto, draft); !done) {
    return tl::unexpected<Error>(done.error());
  }
  MENSHEN_TRY(auto record, draft.record());
  auto consent = std::get<registry::Consent>(std::move(record));
  if (!consent.shown_at || !consent.scan || !consent.entered_by || !consent.checked_by ||
      !consent.language || !consent.given) {
    return fail(Code::invalid_input,
                "a paper needs --given, --language, --shown-at, --scan, --entered-by and "
                "--checked-by; give them");
  }
  return consent;
}

Result<consent::Answer> answer_of(const registry::Consent& said, bool came_unasked,
                                  Parts& parts, const catalogue::Catalogue& law) {
  MENSHEN_TRY(const auto world, parts.state->world(said.purpose, DeviceId(""), said.subject));
  const auto offset = law.jurisdiction().utc_offset;
  const CivilDate day = legal_day(parts.clock->now(), offset);
  // NOLINTBEGIN(bugprone-unchecked-optional-access): whoever read it looked that they are there
  return consent::on_paper(
      said.id, said.guardian,
      {.setting = *world.setting,
       .person = world.person,
       .day = day,
       .child_age = law.parameter(facts::kChildAge, day).value_or(0),
       .utc_offset = offset},
      {.notice = said.notice,
       .language = *said.language,
       .shown_how = "paper",
       .shown_at = *said.shown_at,
       .alternative_offered = said.alternative_offered == true,
       .came_unasked = came_unasked},
      {.is_given = *said.given,
       .act = "",
       .answered_at = said.answered_at,
       .expires_on = said.expires_on,
       .storage_is_given = said.storage_given},
      {.scan = *said.scan, .entered_by = *said.entered_by, .checked_by = *said.checked_by});
  // NOLINTEND(bugprone-unchecked-optional-access)
}

Result<std::size_t> standing(const registry::Registry& registry,
                             const WithdrawOptions& options) {
  MENSHEN_TRY(const auto person,
              registry.person(SubjectId(options.subject), PurposeId(options.purpose)));
  std::size_t count = 0;
  for (const auto& each : person.consents) {
    if (each->given == true && !each->withdrawn_at) ++count;
  }
  return count;
}

void print_withdrawal(std::size_t records, std::size_t references,
                      const WithdrawOptions& options) {
  if (options.common.json) {
    json::object page{{"withdrawn", records}, {"references_erased", references}};
    if (options.dry_run) page["dry_run"] = true;
    fmt::print("{}\n", json::serialize(page));
    return;
  }
  constexpr Words kDone{.zh = "已撤回同意 {} 项，已删除特征模板 {} 个\n",
                        .en = "withdrawn: {}; references erased: {}\n"};
  constexpr Words kAsked{.zh = "将撤回同意 {} 项及其特征模板；未作改动\n",
                         .en =
                             "would be withdrawn, with their references: {}; nothing was "
                             "changed\n"};
  const Language language = options.common.language;
  if (options.dry_run) {
    fmt::print(fmt::runtime(kAsked.in(language)), records);
  } else {
    fmt::print(fmt::runtime(kDone.in(language)), records, references);
  }
}

}  // namespace

Result<Exit> enter_paper(const PaperOptions& options) {
  const RecordOptions& said = options.record;
  MENSHEN_TRY(const auto parts, open_state(said.state));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto paper, said_on_paper(said, *parts));
  MENSHEN_TRY(const auto taken, on_file(*parts, said));
  if (taken) {
    return fail(Code::conflict,
                "an answer of that id is on file, and none is altered; give the new one an id "
                "of its own");
  }
  MENSHEN_TRY(const auto answer, answer_of(paper, options.came_unasked, *parts, law));
  if (!said.dry_run) {
    MENSHEN_TRY([[maybe_unused]] const auto changed,
                parts->state->record(answer, {.actor = "operator"}));
  }
  return print_written(*parts, said, registry::Draft::blank(said.kind, said.id),
                       answer.record());
}

Result<consent_desk::ConsentReceipt> receipt_of(
    Parts& parts, const catalogue::Catalogue& law,
    const registry::Kept<registry::Consent>& consent) {
  MENSHEN_TRY(const auto* registry, parts.state->registry());
  return consent_desk::receipt_on_file(*registry, consent,
                                       {.archive = parts.ledger->archive(),
                                        .origin = parts.ledger->origin(),
                                        .jurisdiction = law.jurisdiction().id,
                                        .time = parts.clock->now(),
                                        .signer = *parts.signer,
                                        .crypto = *parts.crypto});
}

Result<Exit> write_receipt(const ReceiptOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.record.state));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto* registry, parts->state->registry());
  MENSHEN_TRY(const auto consent, registry::find<registry::Consent>(
                                      *registry, registry::ConsentId(options.record.id)));
  if (!consent) return is_not_there(options.record.kind);
  MENSHEN_TRY(const auto receipt, receipt_of(*parts, law, *consent));
  if (const auto done = machine::write_file(options.out, receipt.cose); !done) {
    return tl::unexpected<Error>(done.error());
  }
  fmt::print("{}\n", receipt.json);
  return Exit::ok;
}

Result<state::Changed> withdraw_all(Parts& parts, const SubjectId& subject,
                                    const PurposeId& purpose) {
  MENSHEN_TRY(auto changed, parts.state->withdraw(subject, purpose, {.actor = "operator"}));
  if (const auto done =
          seal_done(parts, changed.receipt,
                    {.action = "consent.withdraw", .purpose = purpose, .subject = subject});
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return changed;
}

namespace {

Result<> receipt_of_withdrawal(Parts& parts, const WithdrawOptions& options) {
  MENSHEN_TRY(const auto law, law_of(parts));
  MENSHEN_TRY(const auto* registry, parts.state->registry());
  MENSHEN_TRY(const auto person,
              registry->person(SubjectId(options.subject), PurposeId(options.purpose)));
  if (person.consents.empty()) {
    return fail(Code::not_found, "nothing was answered to that purpose");
  }
  MENSHEN_TRY(const auto receipt, receipt_of(parts, law, person.consents.front()));
  return machine::write_file(options.receipt, receipt.cose);
}

}  // namespace

Result<Exit> withdraw_consent(const WithdrawOptions& options) {
  MENSHEN_TRY(const auto parts, open_state(options.state));
  const SubjectId subject(options.subject);
  const PurposeId purpose(options.purpose);
  if (options.dry_run) {
    MENSHEN_TRY(const auto* registry, parts->state->registry());
    MENSHEN_TRY(const auto count, standing(*registry, options));
    print_withdrawal(count, 0, options);
    return Exit::ok;
  }
  MENSHEN_TRY(const auto changed, withdraw_all(*parts, subject, purpose));
  print_withdrawal(changed.records, changed.references, options);
  if (options.receipt.empty()) return Exit::ok;
  if (const auto done = receipt_of_withdrawal(*parts, options); !done) {
    return tl::unexpected<Error>(in_context(done.error(), "withdrawn, without a receipt"));
  }
  return Exit::ok;
}

}  // namespace menshen::app
