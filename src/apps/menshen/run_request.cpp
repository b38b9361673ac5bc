#include "menshen/run_request.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "menshen/commands.hpp"
#include "menshen/detail/answer_file.hpp"
#include "menshen/detail/answering.hpp"
#include "menshen/detail/writing.hpp"
#include "menshen/run_record.hpp"
#include "menshen/run_subject.hpp"
#include "menshen/wire.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::app {
namespace {

using registry::Request;

std::string said(const AnswerOptions& options, const char* field) {
  const auto found = options.record.fields.find(field);
  return found == options.record.fields.end() || found->second.empty() ? std::string()
                                                                       : found->second.front();
}

// The request goes with the person; the certificate is what is left of it.
Result<Exit> erase(const AnswerOptions& options, const SubjectId& subject) {
  std::error_code failure;
  if (std::filesystem::exists(options.out, failure)) return is_there_already(options.out);
  return erase_subject({.common = options.record.common,
                        .state = options.record.state,
                        .subject = subject.text(),
                        .certificate = options.out,
                        .folders = {},
                        .yes = !options.record.dry_run});
}

}  // namespace

Result<Exit> answer_request(const AnswerOptions& options) {
  MENSHEN_TRY(auto parts, open_state(options.record.state));
  MENSHEN_TRY(const auto law, law_of(*parts));
  MENSHEN_TRY(const auto* registry, parts->state->registry());
  MENSHEN_TRY(const auto found,
              registry::find<Request>(*registry, registry::RequestId(options.record.id)));
  if (!found) return is_not_there(options.record.kind);
  const Request request = found->record;
  if (request.answered_at) {
    return fail(Code::conflict, "request.answered_at: is there already; it happens once");
  }
  const std::string outcome = said(options, "outcome");
  const bool is_refusal = !outcome.empty() && outcome != registry::kDone;
  if (!is_refusal && !request.identity_checked_at) {
    return fail(Code::conflict, "request.identity_checked_at: is missing; that comes first");
  }
  if (is_refusal) return Answering(*parts, law, options, request).take_word();
  if (!said(options, "answer").empty()) {
    if (request.kind == registry::kCorrection || request.kind == registry::kExplanation) {
      return Answering(*parts, law, options, request).take_word();
    }
    return refuse_usage(
        "what was asked is done here, not by hand; give --out in place of --answer");
  }
  if (options.out.empty() && !options.record.dry_run) {
    return refuse_usage("the person is handed an answer; give --out, a file for it");
  }
  if (request.kind == registry::kDeletion) {
    parts.reset();  // it opens the folder itself
    return erase(options, request.subject);
  }
  return Answering(*parts, law, options, request).run();
}

}  // namespace menshen::app
