#include "menshen/demo.hpp"

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/civil_date.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "gallery/template_store.hpp"
#include "gate/ask.hpp"
#include "gate/reply.hpp"
#include "image_codec/encode_png.hpp"
#include "machine/files.hpp"
#include "menshen/detail/demo_search.hpp"
#include "menshen/detail/demo_story.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/detail/second_view.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"
#include "permit/permit.hpp"

namespace menshen::app {
namespace {

namespace fs = std::filesystem;
using gate::Verdict;
using Bytes = std::vector<std::byte>;

constexpr std::uintmax_t kPhotographBytesMax = 10'000'000;
// Enough of a template that its bytes cannot be found by chance.
constexpr std::size_t kNeedleBytes = 64;

class Demo {
 public:
  Demo(Parts& parts, const fs::path& state_folder)
      : story_(parts, state_folder), parts_(parts) {}

  Result<std::vector<DemoStep>> play(const Portraits& portraits) {
    const auto played = [&]() -> Result<> {
      MENSHEN_TRY(const Secret first, read_photograph(portraits.first));
      MENSHEN_TRY(const Secret second, read_photograph(portraits.second));
      if (const auto done = furnish_demo(*parts_.state, today(), *parts_.crypto); !done)
        return done;
      if (const auto done = make_second_view(first.reveal()); !done) return done;
      if (const auto done = enrol(first.reveal()); !done) return done;
      if (const auto done = verify(second.reveal()); !done) return done;
      if (const auto done = refuse_where_the_law_refuses(); !done) return done;
      if (const auto done = play_search(story_, {.visitor = first.reveal(),
                                                 .visitor_again = second_view_,
                                                 .colleague = second.reveal()});
          !done) {
        return done;
      }
      if (const auto done = withdraw(); !done) return done;
      return erase();
    }();
    if (!played) return tl::unexpected<Error>(played.error());
    return std::move(story_).steps();
  }

 private:
  [[nodiscard]] Result<Secret> read_photograph(const fs::path& file) const {
    return machine::read_secret_file(file, kPhotographBytesMax, *parts_.memory);
  }

  [[nodiscard]] CivilDate today() const { return parts_.law->day(parts_.clock->now()); }

  Result<> make_second_view(std::span<const std::byte> photograph) {
    const gate::Ask ask = ask_of(kTesting, kBench, kPhotographs);
    const auto change = [&](const PermitInUse& permit) -> Result<> {
      const Instant now = parts_.clock->now();
      MENSHEN_TRY(const auto image, parts_.decoder->decode(photograph, permit, now));
      MENSHEN_TRY(const auto changed, second_view(image, permit, now));
      MENSHEN_TRY(second_view_, image_codec::encode_png(changed, permit, now));
      return {};
    };
    MENSHEN_TRY(auto reply, parts_.gate().evaluate(ask, change));
    auto& step = story_.note({.zh = "测试准备：由同一张照片制作另一视图",
                              .en = "prepare a test: make a second view of a photograph"},
                             Verdict::permitted, {}, std::move(reply));
    step.remark = Words{.zh = "第二视图：同一照片旋转 7°、缩小至 80%、变暗 15%，并非另一次拍摄",
                        .en =
                            "second view: the same photograph turned by 7°, scaled to 80 %, "
                            "15 % darker; not another exposure"};
    return {};
  }

  Result<> enrol(std::span<const std::byte> photograph) {
    const gate::Ask ask = ask_of(kDoor, kLobbyCamera, kVisitor);
    MENSHEN_TRY(auto without, parts_.gate().enroll(ask, photograph));
    story_.note({.zh = "未经同意注册", .en = "enrol without consent"}, Verdict::refused,
                {"M25-6-1", "PIPL-29-1"}, std::move(without));

    if (const auto put = story_.take_for_consent(ask, "bundled"); !put) return put;
    MENSHEN_TRY(auto bundled, parts_.gate().enroll(ask, photograph));
    story_.note({.zh = "以捆绑同意注册", .en = "enrol with bundled consent"}, Verdict::refused,
                {"M25-6-1", "PIPL-29-1"}, std::move(bundled));

    if (const auto put = story_.consent(ask); !put) return put;
    MENSHEN_TRY(auto separate, parts_.gate().enroll(ask, photograph));
    story_.note({.zh = "以单独同意注册", .en = "enrol with separate consent"},
                Verdict::permitted, {}, std::move(separate));
    return {};
  }

  Result<> verify(std::span<const std::byte> somebody_else) {
    const gate::Ask ask = ask_of(kDoor, kLobbyCamera, kVisitor);
    MENSHEN_TRY(auto same, parts_.gate().verify(ask, second_view_));
    auto& mated = story_.note(
        {.zh = "同一人、另一视图：验证", .en = "verify the same person, another view"},
        Verdict::permitted, {}, std::move(same));
    mated.is_as_expected &= mated.comparison && mated.comparison->is_match;

    MENSHEN_TRY(auto other, parts_.gate().verify(ask, somebody_else));
    auto& non_mated =
        story_.note({.zh = "另一人冒用其身份：验证", .en = "verify another person"},
                    Verdict::permitted, {}, std::move(other));
    non_mated.is_as_expected &= non_mated.comparison && !non_mated.comparison->is_match;
    return {};
  }

  Result<> refuse_where_the_law_refuses() {
    MENSHEN_TRY(auto changing, parts_.gate().verify(
                                   ask_of(kDoor, kChangingRoomCamera, kVisitor), second_view_));
    story_.note(
        {.zh = "更衣室内的设备发起同样的验证", .en = "the same call from a changing room"},
        Verdict::refused, {"M25-13-4"}, std::move(changing));

    const gate::Ask child = ask_of(kDoor, kLobbyCamera, kChild);
    // The child cannot answer alone: no answer of the child's can be made at all.
    if (const auto put = story_.consent(child); put || put.error().code != Code::refused) {
      return fail(Code::corrupt, "a child answered alone");
    }
    // There is no photograph of a child here, and none is needed: the law is asked first.
    MENSHEN_TRY(auto guardian, parts_.gate().enroll(child, {}));
    story_.note(
        {.zh = "13 岁，无监护人同意：注册", .en = "enrol a 13-year-old without a guardian"},
        Verdict::refused, {"M25-7-1", "PIPL-31-1"}, std::move(guardian));

    MENSHEN_TRY(auto only_way,
                parts_.gate().verify(ask_of(kDoor, kSideDoorCamera, kVisitor), second_view_));
    story_.note(
        {.zh = "没有替代方式的入口：验证", .en = "verify at an entrance without alternative"},
        Verdict::refused, {"M25-10-1"}, std::move(only_way));
    return {};
  }

  Result<> withdraw() {
    const gate::Ask ask = ask_of(kDoor, kLobbyCamera, kVisitor);
    MENSHEN_TRY(const auto needle, needle_of(ask));
    MENSHEN_TRY(const auto sealed, sealed_needle_of(ask));
    const bool was_there = story_.is_in_state(sealed) && !story_.is_in_state(needle);
    const auto started = parts_.clock->monotonic();
    MENSHEN_TRY(const auto erasure, parts_.gate().withdraw_consent(ask));
    const auto took = parts_.clock->monotonic() - started;
    const bool is_gone = !story_.is_in_state(sealed) && !story_.is_in_state(needle);
    auto& step = story_.note({.zh = "撤回同意", .en = "withdraw consent"}, Verdict::permitted,
                             {}, {.decision = erasure.decision, .verdict = Verdict::permitted});
    step.decision_time = took;
    step.is_as_expected = was_there && is_gone && erasure.records > 0 &&
                          erasure.references == 1 && erasure.references_left == 0;
    step.remark =
        step.is_as_expected
            ? Words{.zh =
                        "已删除 1 个模板并销毁其密钥；全部状态文件中再无其密文，"
                        "明文从未写入",
                    .en =
                        "1 template erased, and its key destroyed; no byte of it, "
                        "sealed, is left in any file of the state, and none ever stood "
                        "there in the clear"}
            : Words{.zh = "删除不完整", .en = "the erasure was not complete"};

    MENSHEN_TRY(auto after, parts_.gate().verify(ask, second_view_));
    auto& last = story_.note({.zh = "撤回之后再验证", .en = "verify after the withdrawal"},
                             Verdict::refused, {"M25-6-4", "PIPL-15-1"}, std::move(after));
    last.is_as_expected &= !story_.is_in_state(needle);
    return {};
  }

  Result<> erase() {
    const gate::Ask ask = ask_of(kDoor, kLobbyCamera, kVisitor);
    const auto name = std::as_bytes(std::span(kVisitor));
    const bool was_there = story_.is_in_state(name);
    const auto started = parts_.clock->monotonic();
    MENSHEN_TRY(const auto erasure, parts_.gate().erase_person(ask));
    const auto took = parts_.clock->monotonic() - started;
    const auto& record = parts_.ledger->archive();
    const auto recomputed = record.audit();
    auto& step = story_.note({.zh = "删除该个人", .en = "erase the person"}, Verdict::permitted,
                             {}, {.decision = erasure.decision, .verdict = Verdict::permitted});
    step.decision_time = took;
    step.is_as_expected = was_there && !story_.is_in_state(name) && erasure.is_unlinkable &&
                          recomputed && *recomputed == record.head();
    step.remark =
        step.is_as_expected
            ? Words{.zh = "个人密钥已销毁；状态文件中再无其标识；记录树逐条重算后仍完整",
                    .en =
                        "the personal key is destroyed, and no file of the state holds the "
                        "identifier; every hash of the record, computed again, is right"}
            : Words{.zh = "删除不完整", .en = "the erasure was not complete"};
    return {};
  }

  [[nodiscard]] gallery::TemplateKey key_of(const gate::Ask& ask) const {
    return {.subject = ask.subject, .purpose = ask.purpose, .model = parts_.matching.model};
  }

  // The beginning of the visitor's template as it is stored.
  [[nodiscard]] Result<Bytes> sealed_needle_of(const gate::Ask& ask) const {
    MENSHEN_TRY(const auto kept, parts_.sealed->get(key_of(ask)));
    if (!kept) return fail(Code::not_found, "the visitor has no template to look for");
    return Bytes(kept->sealed.begin(), kept->sealed.begin() + kNeedleBytes);
  }

  // The same in the clear.
  [[nodiscard]] Result<Bytes> needle_of(const gate::Ask& ask) const {
    MENSHEN_TRY(const auto kept, parts_.templates->get(key_of(ask)));
    if (!kept) return fail(Code::not_found, "the visitor has no template to look for");
    const auto bytes = kept->reference.reveal_bytes().first(kNeedleBytes);
    return Bytes(bytes.begin(), bytes.end());
  }

  DemoStory story_;
  Parts& parts_;
  Bytes second_view_;
};

}  // namespace

Result<std::vector<DemoStep>> play_demo(Parts& parts, const Portraits& portraits,
                                        const fs::path& state_folder) {
  return Demo(parts, state_folder).play(portraits);
}

}  // namespace menshen::app
