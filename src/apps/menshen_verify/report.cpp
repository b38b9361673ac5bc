#include "menshen_verify/report.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "menshen_verify/detail/spelling.hpp"
#include "menshen_verify/entry.hpp"
#include "menshen_verify/finding.hpp"
#include "menshen_verify/verdict.hpp"

namespace menshen::menshen_verify {
namespace {

// Names and values in their order; a value is JSON.
using Members = std::vector<std::pair<std::string_view, std::string>>;

std::string quoted(std::string_view text) { return '"' + escaped(text) + '"'; }

std::string object(const Members& members) {
  std::string json;
  for (const auto& [name, value] : members) {
    json += json.empty() ? "" : ",";
    json += quoted(name) + ":" + value;
  }
  return "{" + json + "}";
}

std::string array(const std::vector<std::string>& values) {
  std::string json;
  for (const std::string& value : values) json += (json.empty() ? "" : ",") + value;
  return "[" + json + "]";
}

std::string line(std::string_view name, std::string_view value) {
  return std::string(name) + std::string(name.size() < 12 ? 12 - name.size() : 1, ' ') +
         escaped(value) + "\n";
}

std::string entry_in_words(const std::vector<std::uint8_t>& bytes) {
  const auto entry = read_entry(bytes);
  if (!entry) {
    return line("entry", std::to_string(bytes.size()) + " bytes of a form not known here");
  }
  std::string rules;
  for (const std::string& rule : entry->rules) rules += (rules.empty() ? "" : ", ") + rule;
  return line("event", entry->event) + line("decision", entry->decision) +
         line("time", utc_text(entry->time_ms / 1000)) + line("actor", entry->actor) +
         line("action", entry->action) + line("purpose", entry->purpose) +
         line("place", entry->place) + line("law", "sha256:" + to_hex(entry->catalogue)) +
         line("verdict", entry->verdict) + line("rules", rules) +
         line("subject", to_hex(entry->subject)) + line("payload", to_hex(entry->payload));
}

std::string entry_as_json(const std::vector<std::uint8_t>& bytes) {
  const auto entry = read_entry(bytes);
  if (!entry) return "null";
  std::vector<std::string> rules;
  for (const std::string& rule : entry->rules) rules.push_back(quoted(rule));
  return object({{"event", quoted(entry->event)},
                 {"decision", quoted(entry->decision)},
                 {"time_ms", std::to_string(entry->time_ms)},
                 {"actor", quoted(entry->actor)},
                 {"action", quoted(entry->action)},
                 {"purpose", quoted(entry->purpose)},
                 {"place", quoted(entry->place)},
                 {"catalogue", quoted(to_hex(entry->catalogue))},
                 {"verdict", quoted(entry->verdict)},
                 {"rules", array(rules)},
                 {"subject", quoted(to_hex(entry->subject))},
                 {"payload", quoted(to_hex(entry->payload))}});
}

// What the operator states, in both languages: whom it was made for may read only one.
std::string certificate_in_words(const Certificate& says) {
  std::string text = "deletion certificate (删除证明); the operator states:\n" +
                     line("decision", says.decision) + line("counted at", utc_text(says.time));
  for (const Destroyed& row : says.destroyed) {
    text += line("destroyed", row.store + ", " + row.what + ": " + std::to_string(row.before) +
                                  " before, " + std::to_string(row.after) + " after");
  }
  text += line("key epoch", std::to_string(says.epoch_before) + " before, " +
                                std::to_string(says.epoch_after) + " after") +
          line("keys under", says.provider + ", which forgets " + says.forgetting) +
          line("promise", says.promise.zh) + line("", says.promise.en);
  for (const Sentence& sentence : says.beyond) {
    text += line("beyond it", sentence.zh) + line("", sentence.en);
  }
  return text;
}

std::string sentence_as_json(const Sentence& sentence) {
  return object({{"zh", quoted(sentence.zh)}, {"en", quoted(sentence.en)}});
}

std::string certificate_as_json(const Certificate& says) {
  std::vector<std::string> destroyed;
  for (const Destroyed& row : says.destroyed) {
    destroyed.push_back(object({{"store", quoted(row.store)},
                                {"what", quoted(row.what)},
                                {"before", std::to_string(row.before)},
                                {"after", std::to_string(row.after)}}));
  }
  std::vector<std::string> beyond;
  for (const Sentence& sentence : says.beyond) beyond.push_back(sentence_as_json(sentence));
  return object({{"decision", quoted(says.decision)},
                 {"time", std::to_string(says.time)},
                 {"destroyed", array(destroyed)},
                 {"epoch_before", std::to_string(says.epoch_before)},
                 {"epoch_after", std::to_string(says.epoch_after)},
                 {"provider", quoted(says.provider)},
                 {"forgetting", quoted(says.forgetting)},
                 {"promise", sentence_as_json(says.promise)},
                 {"beyond", array(beyond)}});
}

std::string verdict_in_words(const Finding& found) {
  if (found.verdict == Verdict::valid) return "valid\n";
  return std::string(found.verdict == Verdict::no_key ? "undetermined" : "not valid") + ": " +
         escaped(found.why) + "\n";
}

// What may be shown: all that holds, but for signatures that nobody checked.
bool holds(const Finding& found) {
  return found.verdict == Verdict::valid || found.verdict == Verdict::no_key;
}

std::string head_in_words(const Finding& found) {
  std::string text = line("record", found.origin) + line("size", std::to_string(found.size)) +
                     line("root", to_base64(found.root));
  if (found.time) text += line("signed at", utc_text(*found.time));
  for (const Signer& signer : found.signers) {
    text += line("signed by", signer.name + (signer.time ? ", at " + utc_text(*signer.time)
                                                         : std::string()));
  }
  return text;
}

Members head_as_members(const Finding& found) {
  Members members{{"verdict", quoted(name(found.verdict))}, {"why", quoted(found.why)}};
  if (!holds(found)) return members;
  std::vector<std::string> signers;
  for (const Signer& signer : found.signers) {
    Members about{{"name", quoted(signer.name)}};
    if (signer.time) about.emplace_back("time", std::to_string(*signer.time));
    signers.push_back(object(about));
  }
  members.emplace_back("origin", quoted(found.origin));
  members.emplace_back("size", std::to_string(found.size));
  members.emplace_back("root", quoted(to_base64(found.root)));
  if (found.time) members.emplace_back("time", std::to_string(*found.time));
  members.emplace_back("signers", array(signers));
  return members;
}

}  // namespace

std::string proof_in_words(const Finding& found) {
  std::string text = verdict_in_words(found);
  if (!holds(found)) return text;
  if (found.certificate) text += certificate_in_words(*found.certificate);
  if (found.consent_receipt) {
    text += "consent receipt (同意凭证); the operator states:\n" +
            printable(*found.consent_receipt) + "\n";
  }
  return text + "entry " + std::to_string(found.index) + " is in the record:\n" +
         head_in_words(found) + "what the entry says:\n" + entry_in_words(found.entry);
}

std::string proof_as_json(const Finding& found) {
  Members members = head_as_members(found);
  if (holds(found)) {
    members.emplace_back("index", std::to_string(found.index));
    members.emplace_back("entry_bytes", quoted(to_base64(found.entry)));
    members.emplace_back("entry", entry_as_json(found.entry));
    if (found.certificate) {
      members.emplace_back("certificate", certificate_as_json(*found.certificate));
    }
    if (found.consent_receipt) {
      members.emplace_back("consent_receipt", quoted(*found.consent_receipt));
    }
  }
  return object(members) + "\n";
}

std::string record_in_words(const Finding& found) {
  std::string text = verdict_in_words(found);
  if (!holds(found)) return text;
  text += "whole and unchanged: " + std::to_string(found.entries_checked) +
          " entries lead to the root\n" + head_in_words(found);
  if (found.entries_checked != found.size) {
    text += line("pruned", std::to_string(found.size - found.entries_checked) +
                               " entries before entry " + std::to_string(found.minimum_index) +
                               " are not in this copy; their hashes are in the tree");
  }
  return text;
}

std::string record_as_json(const Finding& found) {
  Members members = head_as_members(found);
  if (holds(found)) {
    members.emplace_back("minimum_index", std::to_string(found.minimum_index));
    members.emplace_back("entries_checked", std::to_string(found.entries_checked));
  }
  return object(members) + "\n";
}

}  // namespace menshen::menshen_verify
