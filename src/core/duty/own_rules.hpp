// Figures of our own, where the law has none or asks for nothing: how early to warn, how often
// to look again. Policy, which may be changed without a lawyer; numbers of the law stand in
// law/ and are read on the day.
#pragma once

#include <chrono>
#include <cstdint>

namespace menshen::duty {

// So long before its day an obligation is near: what takes meetings, documents or an
// authority, and what one person does in an afternoon.
inline constexpr std::chrono::days kNearWork{30};
inline constexpr std::chrono::days kNearTask{7};

// A guardian learns this early that the child will be asked itself.
inline constexpr std::chrono::days kComingOfAgeNotice{30};

// Within this a request or a complaint is answered whose record names no day.
inline constexpr std::chrono::days kAnswerWithin{15};

// Each purpose is looked at again after this: is it still needed, at this extent?
inline constexpr std::chrono::months kReviewEvery{12};

// Of the number of persons from which a filing is due: from here on the documents are made.
// From where it is planned stands in law/, as a figure of this project (M25-15-1.nearing).
inline constexpr std::int64_t kPreparePercent = 95;

// To plan a filing, and to have its documents ready.
inline constexpr std::chrono::days kPlanWithin{90};
inline constexpr std::chrono::days kPrepareWithin{30};

}  // namespace menshen::duty
