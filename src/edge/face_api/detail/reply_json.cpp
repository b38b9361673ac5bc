#include "face_api/detail/reply_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <ratio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>

#include "contract/call.hpp"
#include "contract/problem.hpp"
#include "contract/seal.hpp"
#include "face_api/opinion.hpp"
#include "face_api/refusal.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"
#include "permit/permit.hpp"

namespace menshen::face_api {
namespace {

namespace json = boost::json;
using gate::Reply;

struct SlugOfTopic {
  std::string_view topic;
  std::string_view slug;
};

// What a client can act upon has a type of its own; everything else is `not-lawful`.
constexpr std::array kSlugs{SlugOfTopic{"alternative", "alternative-missing"},
                            SlugOfTopic{"assessment", "assessment-missing"},
                            SlugOfTopic{"consent", "consent-required"},
                            SlugOfTopic{"filing", "filing-missing"},
                            SlugOfTopic{"guardian", "guardian-required"},
                            SlugOfTopic{"minors", "guardian-required"},
                            SlugOfTopic{"notice", "notice-missing"},
                            SlugOfTopic{"place", "place-forbidden"},
                            SlugOfTopic{"purpose", "purpose-mismatch"},
                            SlugOfTopic{"retention", "retention-expired"}};

std::string_view slug_of(const Reply& reply) noexcept {
  if (reply.grounds.empty() || !reply.grounds.front().is_certain) return "facts-missing";
  const auto* const found =
      std::ranges::find(kSlugs, reply.grounds.front().topic, &SlugOfTopic::topic);
  return found == kSlugs.end() ? "not-lawful" : found->slug;
}

std::string_view name(gate::Verdict verdict) noexcept {
  switch (verdict) {
    case gate::Verdict::permitted: return "permitted";
    case gate::Verdict::refused: return "refused";
    case gate::Verdict::undetermined: return "undetermined";
  }
  return "refused";
}

json::object both(const gate::Bilingual& words) { return {{"zh", words.zh}, {"en", words.en}}; }

json::object article_of(const gate::Ground& ground) {
  return {{"instrument", ground.instrument},
          {"number", ground.article},
          {"title_zh", ground.citation.zh},
          {"title_en", ground.citation.en}};
}

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

json::array grounds_of(const Reply& reply) {
  json::array grounds;
  for (const auto& each : reply.grounds) {
    grounds.push_back(json::object{{"rule", each.rule},
                                   {"is_certain", each.is_certain},
                                   {"citation", both(each.citation)},
                                   {"text", both(each.text)},
                                   {"remedy", both(each.remedy)}});
  }
  return grounds;
}

json::array missing_in(const Reply& reply) {
  json::array missing;
  for (const auto& each : reply.missing) {
    missing.push_back(json::object{{"id", each.id}, {"question", both(each.question)}});
  }
  return missing;
}

json::array excepted_in(const Reply& reply) {
  json::array excepted;
  for (const auto& rule : reply.excepted) excepted.emplace_back(rule);
  return excepted;
}

json::object renewal(const gate::Renewal& renewal) {
  json::object object{{"decision_id", renewal.decision.text()},
                      {"verdict", name(renewal.verdict)},
                      {"decided", contract::seal_as_json(renewal.decided)}};
  if (renewal.done) object["done"] = contract::seal_as_json(*renewal.done);
  return object;
}

json::object comparison(const gate::Comparison& compared) {
  return {{"score", compared.score},
          {"threshold", compared.threshold},
          {"false_match_rate", compared.false_match_rate},
          {"is_match", compared.is_match}};
}

json::object identification(const gate::Identification& found) {
  return {{"subject", found.subject.text()},
          {"score", found.score},
          {"threshold", found.threshold},
          {"false_positive_identification_rate", found.false_positive_identification_rate},
          {"gallery_size", found.gallery_size},
          {"decided", contract::seal_as_json(found.decided)},
          {"done", contract::seal_as_json(found.done)}};
}

json::array boxes_of(const std::vector<gate::FoundFace>& faces) {
  json::array boxes;
  for (const auto& face : faces) {
    boxes.push_back(json::object{{"x", face.left},
                                 {"y", face.top},
                                 {"width", face.right - face.left},
                                 {"height", face.bottom - face.top},
                                 {"score", face.score}});
  }
  return boxes;
}

http::Response page(const json::object& document) {
  return {.body = json::serialize(document) + "\n"};
}

}  // namespace

http::Response to_answer(const Reply& reply, Act act) {
  json::object document{
      {"decision_id", reply.decision.text()},
      {"verdict", name(reply.verdict)},
      {"excepted", excepted_in(reply)},
      {"decided", contract::seal_as_json(reply.decided)},
      {"liveness", reply.liveness ? json::value(*reply.liveness) : json::value()},
      {"timings",
       {{"decision_ms", milliseconds(reply.decision_time)},
        {"inference_ms", milliseconds(reply.inference_time)}}}};
  if (reply.done) document["done"] = contract::seal_as_json(*reply.done);
  if (act == Act::capture) document["faces"] = boxes_of(reply.faces);
  if (act == Act::identify) {
    document["identification"] = reply.identification
                                     ? json::value(identification(*reply.identification))
                                     : json::value();
  }
  if (reply.comparison) document["comparison"] = comparison(*reply.comparison);
  if (reply.renewal) document["renewal"] = renewal(*reply.renewal);
  return page(document);
}

http::Response to_refusal(const Reply& reply, contract::Language language) {
  json::object members{{"decision_id", reply.decision.text()},
                       {"grounds", grounds_of(reply)},
                       {"missing", missing_in(reply)},
                       {"decided", contract::seal_as_json(reply.decided)}};
  json::array remedies;
  for (const auto& each : reply.grounds) remedies.push_back(both(each.remedy));
  members["remedy"] = std::move(remedies);
  std::string detail;
  if (!reply.grounds.empty()) {
    const auto& first = reply.grounds.front();
    members["rule_id"] = first.rule;
    members["article"] = article_of(first);
    detail = language == contract::Language::zh ? first.remedy.zh : first.remedy.en;
  }
  return contract::to_response(
      {.type = slug_of(reply), .detail = std::move(detail), .more = &members}, language);
}

json::object opinion(const Reply& reply) {
  return {{"decision_id", reply.decision.text()},
          {"verdict", name(reply.verdict)},
          {"grounds", grounds_of(reply)},
          {"missing", missing_in(reply)},
          {"excepted", excepted_in(reply)},
          {"decided", contract::seal_as_json(reply.decided)}};
}

http::Response to_opinion(const Reply& reply) { return page(opinion(reply)); }

}  // namespace menshen::face_api
