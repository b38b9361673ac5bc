#include "compat/desk.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "caller/caller.hpp"
#include "compat/presentations.hpp"
#include "gate/ask.hpp"
#include "gate/gate.hpp"
#include "gate/reply.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::compat {
namespace {

gate::Ask ask_about(const Bound& bound, const SubjectId& subject) {
  return {.actor = bound.actor,
          .purpose = bound.purpose,
          .device = bound.device,
          .subject = subject};
}

}  // namespace

Result<Bound> bound_to(const caller::Caller& caller) {
  if (!caller.purpose() || !caller.device()) {
    return fail(Code::refused,
                "the key is not bound to a purpose and a device, which this API cannot name; "
                "use one that was made with both");
  }
  return Bound{
      .actor = caller.actor(), .purpose = *caller.purpose(), .device = *caller.device()};
}

std::string face_id(const Crypto& crypto, const PurposeId& purpose, const SubjectId& subject) {
  constexpr std::size_t kBytes = 16;
  constexpr std::size_t kVersionAt = 6;
  constexpr std::size_t kVariantAt = 8;
  // The length keeps two ids apart, whatever is in them.
  const std::string named = fmt::format("menshen face id\n{}\n{}{}", purpose.text().size(),
                                        purpose.text(), subject.text());
  auto digest = crypto.sha256(std::as_bytes(std::span(named)));
  digest[kVersionAt] = (digest[kVersionAt] & std::byte{0x0f}) | std::byte{0x80};
  digest[kVariantAt] = (digest[kVariantAt] & std::byte{0x3f}) | std::byte{0x80};
  return to_hex(std::span(digest).first(kBytes));
}

double familiar(double score, double threshold, double at) noexcept {
  if (score >= threshold) {
    return threshold >= 1 ? 1 : at + (1 - at) * (score - threshold) / (1 - threshold);
  }
  const double share =
      threshold > 0 ? std::max(score, 0.0) / threshold : (score + 1) / (threshold + 1);
  return std::min(at * share, std::nextafter(at, 0.0));
}

Result<gate::Reply> Desk::carry_out(const gate::Ask& ask, const Act& act) {
  MENSHEN_TRY(const auto gate, ports_.gates.borrow(ports_.patience));
  return act(*gate.operator->(), ask);
}

Result<gate::Reply> Desk::of_whoever_stands_there(const Bound& bound, const Act& act) {
  const auto subject = presentations_.take(bound.purpose, bound.device);
  auto reply = carry_out(ask_about(bound, subject.value_or(SubjectId(""))), act);
  if (!reply && subject) presentations_.give_back(bound.purpose, bound.device, *subject);
  return reply;
}

Result<Presentations::Announced> Desk::announce(const Bound& bound, SubjectId subject) {
  MENSHEN_TRY(const bool is_known, is_on_file(subject));
  if (!is_known) return fail(Code::not_found, "subject: is not on file; put the person there");
  return presentations_.announce(bound.purpose, bound.device, std::move(subject));
}

Result<gate::Reply> Desk::detect(const Bound& bound, Photograph photograph) {
  const auto subject = presentations_.at(bound.purpose, bound.device).value_or(SubjectId(""));
  return carry_out(ask_about(bound, subject),
                   [&](auto& gate, const auto& ask) { return gate.detect(ask, photograph); });
}

Result<gate::Reply> Desk::enroll(const Bound& bound, const SubjectId& subject,
                                 Photograph photograph) {
  return carry_out(ask_about(bound, subject),
                   [&](auto& gate, const auto& ask) { return gate.enroll(ask, photograph); });
}

Result<gate::Reply> Desk::verify(const Bound& bound, const SubjectId& subject,
                                 Photograph photograph) {
  return carry_out(ask_about(bound, subject),
                   [&](auto& gate, const auto& ask) { return gate.verify(ask, photograph); });
}

Result<gate::Reply> Desk::identify(const Bound& bound, Photograph photograph) {
  return of_whoever_stands_there(
      bound, [&](auto& gate, const auto& ask) { return gate.identify(ask, photograph); });
}

Result<gate::Reply> Desk::compare(const Bound& bound, Photograph first, Photograph second) {
  return of_whoever_stands_there(
      bound, [&](auto& gate, const auto& ask) { return gate.compare(ask, first, second); });
}

Result<gate::Erasure> Desk::withdraw(const Bound& bound, const SubjectId& subject) {
  MENSHEN_TRY(const bool is_known, is_on_file(subject));
  if (!is_known) return fail(Code::not_found, "the person is not on file");
  return ports_.gates.for_records().withdraw_consent(ask_about(bound, subject));
}

Result<bool> Desk::is_on_file(const SubjectId& subject) const {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  MENSHEN_TRY(const auto kept,
              registry->find(registry::kKind<registry::Subject>, subject.text()));
  return kept.has_value();
}

Result<> Desk::visit(const Bound& bound,
                     const std::function<Result<bool>(const SubjectId&)>& visitor) {
  MENSHEN_TRY(const auto* registry, ports_.state.registry());
  registry::Page page{.after = {}, .limit = 1'000};
  while (true) {
    MENSHEN_TRY(const auto found,
                registry::list<registry::Subject>(*registry, bound.purpose, page));
    for (const auto& each : found) {
      MENSHEN_TRY(const bool is_done, visitor(each.record.id));
      if (is_done) return {};
    }
    if (found.size() < page.limit) return {};
    page.after = found.back().record.id.text();
  }
}

Result<std::vector<Enrolled>> Desk::enrolled(const Bound& bound) {
  std::vector<Enrolled> all;
  if (auto done = visit(bound,
                        [&](const SubjectId& subject) -> Result<bool> {
                          MENSHEN_TRY(auto one, find(bound, subject));
                          if (one) all.push_back(std::move(*one));
                          return false;
                        });
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  return all;
}

Result<std::optional<Enrolled>> Desk::find(const Bound& bound, const SubjectId& subject) {
  MENSHEN_TRY(const auto held, ports_.gates.for_records().held(subject, bound.purpose));
  if (!held) return std::nullopt;
  return Enrolled{.subject = subject,
                  .face = face_id(ports_.crypto, bound.purpose, subject),
                  .enrolled_at = held->enrolled_at};
}

Result<std::optional<Enrolled>> Desk::find_face(const Bound& bound, std::string_view face) {
  std::optional<SubjectId> whose;
  if (auto done = visit(bound,
                        [&](const SubjectId& subject) -> Result<bool> {
                          if (face_id(ports_.crypto, bound.purpose, subject) != face) {
                            return false;
                          }
                          whose = subject;
                          return true;
                        });
      !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (!whose) return std::nullopt;
  return find(bound, *whose);
}

}  // namespace menshen::compat
