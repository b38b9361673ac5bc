#include "compat/presentations.hpp"

#include <mutex>
#include <optional>
#include <utility>

#include "base/ids.hpp"

namespace menshen::compat {

Presentations::Announced Presentations::announce(const PurposeId& purpose,
                                                 const DeviceId& device, SubjectId subject) {
  const auto until = clock_.monotonic() + kPresentationTime;
  const std::scoped_lock lock(mutex_);
  standing_.insert_or_assign({purpose, device}, Standing{.subject = subject, .until = until});
  return {.subject = std::move(subject), .until = clock_.now() + kPresentationTime};
}

Presentations::Standing* Presentations::find(const PurposeId& purpose, const DeviceId& device) {
  const auto found = standing_.find({purpose, device});
  if (found == standing_.end() || found->second.is_taken ||
      clock_.monotonic() >= found->second.until) {
    return nullptr;
  }
  return &found->second;
}

std::optional<SubjectId> Presentations::at(const PurposeId& purpose, const DeviceId& device) {
  const std::scoped_lock lock(mutex_);
  const Standing* const standing = find(purpose, device);
  return standing == nullptr ? std::nullopt : std::optional(standing->subject);
}

std::optional<SubjectId> Presentations::take(const PurposeId& purpose, const DeviceId& device) {
  const std::scoped_lock lock(mutex_);
  Standing* const standing = find(purpose, device);
  if (standing == nullptr) return std::nullopt;
  standing->is_taken = true;
  return standing->subject;
}

void Presentations::give_back(const PurposeId& purpose, const DeviceId& device,
                              const SubjectId& subject) {
  const std::scoped_lock lock(mutex_);
  const auto found = standing_.find({purpose, device});
  if (found != standing_.end() && found->second.subject == subject) {
    found->second.is_taken = false;
  }
}

}  // namespace menshen::compat
