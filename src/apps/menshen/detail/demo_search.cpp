#include "menshen/detail/demo_search.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/ids.hpp"
#include "gate/ask.hpp"
#include "gate/gate.hpp"
#include "gate/reply.hpp"
#include "menshen/demo.hpp"
#include "menshen/detail/demo_story.hpp"
#include "menshen/detail/demo_world.hpp"
#include "menshen/wire.hpp"
#include "menshen/words.hpp"

namespace menshen::app {
namespace {

using gate::Verdict;
using Photograph = std::span<const std::byte>;

// The law is asked about whoever stands before the camera; who that is, is what is searched.
gate::Ask whoever_stands_there() { return ask_of(kWalkIn, kLobbyCamera, kGuest); }

Result<> refuse(DemoStory& story, Photograph photograph) {
  gate::Gate& gate = story.parts().gate();
  auto one_to_one = gate.identify(ask_of(kDoor, kLobbyCamera, kVisitor), photograph);
  if (!one_to_one && one_to_one.error().code != Code::refused) {
    return tl::unexpected<Error>(one_to_one.error());
  }
  auto& unregistered =
      story.note({.zh = "以登记为一对一的用途进行识别（1:N）",
                  .en = "search (1:N) by the purpose of the door, one to one"},
                 Verdict::refused, {},
                 one_to_one ? std::move(*one_to_one) : gate::Reply{.decision = DecisionId("")});
  unregistered.remark =
      Words{.zh =
                "同意与本人比对，不等于同意被查找：须另行登记一对多用途（《办法》第十九条"
                "区分二者），并就其取得单独同意",
            .en =
                "to agree to be compared with oneself is not to agree to be searched for: "
                "register another purpose, one to many (art. 19 of the Measures tells the two "
                "apart), and ask for consent to it"};

  MENSHEN_TRY(auto without, gate.identify(whoever_stands_there(), photograph));
  story.note({.zh = "未经同意进行识别（1:N）",
              .en = "search (1:N) without consent to be searched for"},
             Verdict::refused, {"M25-6-1", "PIPL-29-1"}, std::move(without));
  return {};
}

Result<> enrol(DemoStory& story, Words title, std::string_view subject, Photograph photograph) {
  const gate::Ask ask = ask_of(kWalkIn, kLobbyCamera, subject);
  if (const auto put = story.consent(ask); !put) return put;
  MENSHEN_TRY(auto reply, story.parts().gate().enroll(ask, photograph));
  story.note(title, Verdict::permitted, {}, std::move(reply));
  return {};
}

// `remark` tells what is expected.
Result<> search_in_vain(DemoStory& story, Words title, Photograph photograph, Words remark) {
  MENSHEN_TRY(auto reply, story.parts().gate().identify(whoever_stands_there(), photograph));
  auto& step = story.note(title, Verdict::permitted, {}, std::move(reply));
  step.is_as_expected &= !step.identification;
  step.remark = step.identification ? Words{.zh = "找到了不应找到的人",
                                            .en = "somebody is found who should not be"}
                                    : remark;
  return {};
}

Result<> find(DemoStory& story, Photograph photograph) {
  MENSHEN_TRY(auto reply, story.parts().gate().identify(whoever_stands_there(), photograph));
  auto& step =
      story.note({.zh = "识别访客（另一视图）", .en = "search: the visitor, another view"},
                 Verdict::permitted, {}, std::move(reply));
  step.is_as_expected &= step.identification &&
                         step.identification->subject.text() == kVisitor &&
                         step.identification->gallery_size == 2;
  step.remark =
      step.is_as_expected
          ? Words{.zh =
                      "在 2 个模板中找到访客；法律被问及两次：先就站在镜头前的人，"
                      "说出身份之前再就找到的人",
                  .en =
                      "the visitor is found among 2 references; the law was asked twice: about "
                      "whoever stands there, and before the name was given"}
          : Words{.zh = "未找到访客", .en = "the visitor is not found"};
  return {};
}

}  // namespace

Result<> play_search(DemoStory& story, const SearchPhotographs& photographs) {
  if (const auto done = refuse(story, photographs.visitor_again); !done) return done;
  if (const auto done = enrol(story,
                              {.zh = "以单独同意为识别用途注册同事",
                               .en = "enrol a colleague for the search, separate consent"},
                              kColleague, photographs.colleague);
      !done) {
    return done;
  }
  if (const auto put = story.consent(whoever_stands_there()); !put) return put;
  if (const auto done = search_in_vain(
          story,
          {.zh = "识别尚未为此注册的访客", .en = "search: the visitor, not enrolled for it"},
          photographs.visitor_again,
          {.zh = "未找到任何人；访客为门禁注册的模板不在查找之列",
           .en = "nobody is found; the visitor's reference for the door is not looked at"});
      !done) {
    return done;
  }
  if (const auto done = enrol(story,
                              {.zh = "以单独同意为识别用途注册访客",
                               .en = "enrol the visitor for the search, separate consent"},
                              kVisitor, photographs.visitor);
      !done) {
    return done;
  }
  if (const auto done = find(story, photographs.visitor_again); !done) return done;

  MENSHEN_TRY(const auto erasure,
              story.parts().gate().withdraw_consent(ask_of(kWalkIn, kLobbyCamera, kVisitor)));
  if (erasure.references != 1 || erasure.references_left != 1) {
    return fail(Code::corrupt, "the withdrawal did not erase one of the visitor's references");
  }
  return search_in_vain(
      story,
      {.zh = "访客撤回该项同意后再识别",
       .en = "search after the visitor withdrew that consent"},
      photographs.visitor_again,
      {.zh = "未找到任何人；该用途的模板已删除，门禁的模板仍在",
       .en = "nobody is found; that reference is erased, and the one for the door is kept"});
}

}  // namespace menshen::app
