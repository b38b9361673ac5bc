// A registry whose changes fail when they are told to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "registry/changes.hpp"
#include "registry/records.hpp"
#include "registry/registry.hpp"

namespace menshen::registry {

// The n-th change of a store from the time it is set, counted from 1, fails once, and changes
// nothing.
struct Fault {
  std::optional<int> nth;

  [[nodiscard]] bool strikes() {
    if (!nth || --*nth > 0) return false;
    nth.reset();
    return true;
  }
};

[[nodiscard]] inline tl::unexpected<Error> struck() {
  return fail(Code::unavailable, "the disk is gone");
}

// Of `kept`, which may be made after it.
class FragileRegistry : public Registry {
 public:
  FragileRegistry(Registry& kept, Fault& fault) : kept_(kept), fault_(fault) {}

  Result<> check(std::span<const Change> changes) override { return kept_.check(changes); }
  Result<std::size_t> apply(std::span<const Recorded> changes, std::uint64_t next) override {
    if (fault_.strikes()) return struck();
    return kept_.apply(changes, next);
  }
  Result<std::uint64_t> applied() const override { return kept_.applied(); }
  Result<std::vector<SubjectId>> persons() const override { return kept_.persons(); }
  Result<std::size_t> count(const SubjectId& subject) const override {
    return kept_.count(subject);
  }
  Result<std::vector<PurposeId>> purposes() const override { return kept_.purposes(); }
  Result<MaybeKept<Organization>> organization() const override { return kept_.organization(); }
  Result<std::vector<KeptRecord>> all() const override { return kept_.all(); }
  Result<Setting> setting(const PurposeId& purpose, const DeviceId& device) const override {
    return kept_.setting(purpose, device);
  }
  Result<Person> person(const SubjectId& subject, const PurposeId& purpose) const override {
    return kept_.person(subject, purpose);
  }
  Result<std::optional<KeptRecord>> find(Kind kind, std::string_view id) const override {
    return kept_.find(kind, id);
  }
  Result<std::vector<KeptRecord>> list(Kind kind, const Scope& scope,
                                       const Page& page) const override {
    return kept_.list(kind, scope, page);
  }

 private:
  Registry& kept_;
  Fault& fault_;
};

}  // namespace menshen::registry
