// What anyone on this machine may read of a running server: that it lives, the law it applies,
// the state of its record. Nothing of a face or a person, and nothing that changes anything.
#pragma once

#include <string>
#include <utility>

#include "base/clock.hpp"
#include "gate/law_of_the_day.hpp"
#include "http/server.hpp"
#include "ledger/ledger.hpp"
#include "record_service/record_pages.hpp"

namespace menshen::app {

// What the pages draw on. They own none of it.
struct PageSources {
  gate::LawOfTheDay& law;
  const ledger::Ledger& ledger;
  const record_service::RecordPages& record;
  const Clock& clock;
  std::string embedder;  // the model's name
};

// Safe to call from several threads at once.
class PublicPages {
 public:
  explicit PublicPages(PageSources sources) : sources_(std::move(sources)) {}

  // GET /healthz          200 while the process answers
  // GET /readyz           200 with law, embedder and record size; 503 when the record has
  //                       stopped
  // GET /api/v1/law       the provisions in force today
  // GET /api/v1/ledger/…  the pages of record_service::RecordPages; what was durable can be
  //                       read also when the record has stopped
  //
  // Anything else: 404, or 405 with what is allowed.
  [[nodiscard]] http::Response answer(const http::Request& request) const;

 private:
  [[nodiscard]] http::Response ready() const;
  [[nodiscard]] http::Response law() const;

  PageSources sources_;
};

}  // namespace menshen::app
