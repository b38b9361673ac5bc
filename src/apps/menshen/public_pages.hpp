// What anyone on this machine may read of a running server: that it lives, the law it applies,
// the state of its record. Nothing of a face or a person, and nothing that changes anything.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "base/clock.hpp"
#include "gate/law_of_the_day.hpp"
#include "http/server.hpp"
#include "ledger/ledger.hpp"
#include "ledger/log_store.hpp"

namespace menshen::app {

// What the pages draw on. They own none of it.
struct PageSources {
  gate::LawOfTheDay& law;
  const ledger::LogStore& log;
  const ledger::Ledger& ledger;
  const Clock& clock;
  std::string embedder;  // the model's name
};

// Safe to call from several threads at once.
class PublicPages {
 public:
  explicit PublicPages(PageSources sources) : sources_(std::move(sources)) {}

  // GET /healthz                   200 while the process answers
  // GET /readyz                    200 with law, embedder and record size; 503 when the
  //                                record cannot be read
  // GET /api/v1/law                the provisions in force today
  // GET /api/v1/ledger/checkpoint  as ledger::write_checkpoint writes it; 503 as above
  //
  // Anything else: 404, or 405 with what is allowed.
  [[nodiscard]] http::Response answer(const http::Request& request);

 private:
  [[nodiscard]] http::Response ready() const;
  [[nodiscard]] http::Response law() const;
  [[nodiscard]] http::Response checkpoint();

  PageSources sources_;
  std::mutex mutex_;
  // The head is counted over the whole record, which only grows: of one size it is the same.
  std::optional<ledger::TreeHead> latest_;
};

}  // namespace menshen::app
