// What the gallery needs of a database. testing/template_store_contract.hpp says in code
// what every adapter must do.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "base/civil_date.hpp"
#include "base/erasure.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "face/embedding.hpp"

namespace menshen::gallery {

// The reference of one person for one purpose, made by one model. Nothing joins the
// references of two purposes.
struct TemplateKey {
  SubjectId subject;
  PurposeId purpose;
  std::string model;  // the embedder's name; scores of two models mean nothing together
};

struct TemplateRecord {
  TemplateKey key;
  face::Embedding reference;
  Instant enrolled_at;
  CivilDate keep_until;    // last lawful day, inclusive
  bool is_frozen = false;  // kept, but compared with nothing
};

// Safe to call from several threads at once. Every call is one transaction, durable when it
// returns.
class TemplateStore {
 public:
  using Visit = std::function<Result<>(TemplateRecord)>;

  TemplateStore() = default;
  TemplateStore(const TemplateStore&) = delete;
  TemplateStore& operator=(const TemplateStore&) = delete;
  TemplateStore(TemplateStore&&) = delete;
  TemplateStore& operator=(TemplateStore&&) = delete;
  virtual ~TemplateStore();

  // Writes a reference, in place of the one with its key. Errors: unavailable.
  [[nodiscard]] virtual Result<> put(const TemplateRecord& record) = 0;

  // Null when there is none. Errors: unavailable; corrupt.
  [[nodiscard]] virtual Result<std::optional<TemplateRecord>> get(
      const TemplateKey& key) const = 0;

  // Every reference of the purpose by the model, once, as of one moment; stops at the first
  // error. `visit` must not call the store. Errors: those of `visit`; unavailable; corrupt.
  [[nodiscard]] virtual Result<> visit(const PurposeId& purpose, const std::string& model,
                                       const Visit& visit) const = 0;

  // Freezes or thaws what the purpose, or every purpose, holds of the person; how many there
  // are. Errors: unavailable; corrupt.
  [[nodiscard]] virtual Result<std::size_t> set_frozen(const SubjectId& subject,
                                                       const std::optional<PurposeId>& purpose,
                                                       bool is_frozen) = 0;

  // Erases what the purposes hold of the persons, by whatever model, so that its bytes are
  // gone from the store's files, and returns how many there were. It takes hardly longer for
  // many than for one. To erase what is not there is no error, so a deletion that was cut short
  // can be asked again. Errors: unavailable.
  [[nodiscard]] virtual Result<std::size_t> erase_all(std::span<const Erasure> erasures) = 0;

  // The same of one.
  [[nodiscard]] Result<std::size_t> erase(const SubjectId& subject,
                                          const std::optional<PurposeId>& purpose,
                                          Instant enrolled_until);

  // How many references are kept of the person, for all purposes. Errors: unavailable.
  [[nodiscard]] virtual Result<std::size_t> count(const SubjectId& subject) const = 0;
};

}  // namespace menshen::gallery
