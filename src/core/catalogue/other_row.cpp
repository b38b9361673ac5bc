#include "catalogue/other_row.hpp"

#include <string_view>

namespace menshen::catalogue {

std::string_view name(OtherRow::Place place) noexcept {
  switch (place) {
    case OtherRow::Place::evidence: return "evidence";
    case OtherRow::Place::none: return "none";
    case OtherRow::Place::content: return "content";
    case OtherRow::Place::applied: return "applied";
  }
  return "unknown";
}

std::string_view name(Change change) noexcept {
  switch (change) {
    case Change::kept: return "kept";
    case Change::dropped: return "dropped";
    case Change::added: return "added";
    case Change::narrowed: return "narrowed";
    case Change::widened: return "widened";
    case Change::changed: return "changed";
  }
  return "unknown";
}

}  // namespace menshen::catalogue
