// A request that is being answered: what each kind of request does.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "catalogue/catalogue.hpp"
#include "menshen/commands.hpp"
#include "menshen/run_request.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "registry/draft.hpp"
#include "registry/records.hpp"
#include "rights_desk/file_form.hpp"
#include "rights_desk/person_file.hpp"

namespace menshen::app {

class Answering {
 public:
  // All must outlive it.
  Answering(Parts& parts, const catalogue::Catalogue& law, const AnswerOptions& options,
            registry::Request request);

  // Does what was asked, but for a deletion, and hands over the answer. Errors: as
  // answer_request.
  [[nodiscard]] Result<Exit> run();

  // As somebody says that it was answered: refused, or done by hand. Errors: as `write`.
  [[nodiscard]] Result<Exit> take_word();

 private:
  // Does it, unless it is only asked, and returns what the person is handed.
  using Deed = std::function<Result<std::string>()>;

  [[nodiscard]] Result<Exit> give(const Deed& deed);
  [[nodiscard]] Result<std::string> file(bool is_json);
  [[nodiscard]] Result<std::string> correct();
  [[nodiscard]] Result<std::string> freeze();
  [[nodiscard]] Result<std::string> unfreeze();
  [[nodiscard]] Result<std::string> withdraw();

  [[nodiscard]] Result<std::vector<rights_desk::AttachedReceipt>> receipts_in(
      const rights_desk::PersonFile& file);
  [[nodiscard]] Result<std::string> letter(std::vector<std::string> lines);
  [[nodiscard]] Result<registry::Subject> subject();
  [[nodiscard]] Result<std::set<PurposeId>> consented_to();
  [[nodiscard]] std::chrono::minutes utc_offset() const {
    return law_.jurisdiction().utc_offset;
  }
  [[nodiscard]] Language language() const { return options_.record.common.language; }

  // NOLINTBEGIN(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  Parts& parts_;
  const catalogue::Catalogue& law_;
  const AnswerOptions& options_;
  // NOLINTEND(cppcoreguidelines-avoid-const-or-ref-data-members)
  registry::Draft before_;
  registry::Request request_;  // as it will be
  Instant now_;
  std::vector<registry::Record> beside_;  // put together with the request
};

}  // namespace menshen::app
