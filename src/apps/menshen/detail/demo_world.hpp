// The little world of the demo: an office building with three doors.
#pragma once

#include <string_view>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "consent/answer.hpp"
#include "gate/ask.hpp"
#include "state/state.hpp"

namespace menshen::app {

inline constexpr std::string_view kDoor = "door";       // purposes
inline constexpr std::string_view kWalkIn = "walk_in";  // one to many
inline constexpr std::string_view kTesting = "testing";
inline constexpr std::string_view kLobbyCamera = "lobby_camera";  // devices
inline constexpr std::string_view kChangingRoomCamera = "changing_room_camera";
inline constexpr std::string_view kSideDoorCamera = "side_door_camera";
inline constexpr std::string_view kBench = "test_bench";
inline constexpr std::string_view kVisitor = "visitor_1";  // subjects
inline constexpr std::string_view kColleague = "colleague_1";
inline constexpr std::string_view kGuest = "guest_1";  // whoever stands before the camera
inline constexpr std::string_view kChild = "child_1";
inline constexpr std::string_view kPhotographs = "public_domain_portraits";

[[nodiscard]] gate::Ask ask_of(std::string_view purpose, std::string_view device,
                               std::string_view subject);

// Puts purposes, places, devices, notices, subjects and alternatives on file. The lobby has
// everything the law asks for; the others lack what the story needs them to lack.
[[nodiscard]] Result<> furnish_demo(state::State& state, CivilDate today, const Crypto& crypto);

// That the purpose's notice was shown on a screen, in Chinese, beside another way through.
[[nodiscard]] consent::Question question_of(const consent::Circumstances& now,
                                            Instant shown_at);

}  // namespace menshen::app
