#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "catalogue/catalogue.hpp"
#include "catalogue/provision.hpp"
#include "catalogue/vocabulary.hpp"
#include "law_desk/words.hpp"
#include "policy/decision.hpp"
#include "readiness/formats.hpp"
#include "readiness/report.hpp"

namespace menshen::readiness {
namespace {

using law_desk::in;
using law_desk::Words;

constexpr int kMargin = 2;
constexpr int kInner = 4;
constexpr int kAnswer = 6;
constexpr std::size_t kDigestCharacters = 12;
constexpr std::size_t kCommandBytesMax = 240;

constexpr Words kLawful{.zh = "没有缺失：凡同意的成年人，现行法律不反对",
                        .en =
                            "Nothing is missing: with a grown-up who consents, the law in "
                            "force has nothing against it"};
constexpr Words kUndetermined{
    .zh = "有缺失：有些事实没有记录，在此之前一律不予处理",
    .en = "Facts are missing; until they are on file, nothing is done"};
constexpr Words kUnlawful{.zh = "不合法：现行法律禁止", .en = "Unlawful: the law forbids it"};
constexpr Words kViolated{.zh = "违反", .en = "Forbids"};
constexpr Words kMissing{.zh = "缺少事实", .en = "Missing"};
constexpr Words kGaps{.zh = "尚未登记", .en = "Not on file"};
constexpr Words kCure{.zh = "改正：", .en = "Cure: "};
constexpr Words kNoCommand{.zh = "没有单独的命令：按上面的改正办法处理",
                           .en = "no command alone mends it: see the cure"};
constexpr Words kBelow{.zh = "→ 下面的命令 {}", .en = "→ command {} below"};
constexpr Words kOneOf{.zh = "{} 可选：{}", .en = "{} is one of: {}"};
constexpr Words kAsked{.zh = "法律所问：{}", .en = "asked: {}"};
constexpr Words kPuts{.zh = "改正的命令，依此顺序",
                      .en = "Commands that mend it, in this order"};
constexpr Words kHonest{.zh =
                            "只有确实如此时才可执行；事实不同的，请先改变事实。大写的词请替换。"
                            "执行后再运行 menshen "
                            "doctor。",
                        .en =
                            "Give one only when it is so; what is otherwise must be changed "
                            "first. Replace words in "
                            "capitals. Run menshen doctor again afterwards."};
constexpr Words kOverdue{.zh = "已逾期的义务", .en = "Overdue obligations"};
constexpr Words kDue{.zh = "{}（截止 {}）", .en = "{} (due {})"};
constexpr Words kChecks{.zh = "运行状况", .en = "Health"};

Words headline(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::permit: return kLawful;
    case policy::Outcome::undetermined: return kUndetermined;
    case policy::Outcome::deny: break;
  }
  return kUnlawful;
}

Words words_for(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::permit: return {.zh = "合法", .en = "lawful"};
    case policy::Outcome::undetermined: return {.zh = "事实不足", .en = "facts are missing"};
    case policy::Outcome::deny: break;
  }
  return {.zh = "禁止", .en = "forbidden"};
}

class Page {
 public:
  Page(const Report& report, std::string_view state, Language language)
      : report_(report), state_(state), language_(language) {}

  std::string run() && {
    fill(0, say(headline(report_.outcome())));
    fill(0, fmt::format("{} · {} {}", to_text(report_.day), report_.law.jurisdiction().id,
                        to_hex(report_.law.digest()).substr(0, kDigestCharacters)));
    for (const Case& one : report_.cases) {
      fill(kMargin, fmt::format("{} · {} · {}: {}", one.purpose.text(), one.device.text(),
                                one.place.text(), say(words_for(one.outcome))));
    }
    write_gaps();
    write_findings(policy::Status::violated, kViolated);
    write_findings(policy::Status::undetermined, kMissing);
    write_puts();
    write_overdue();
    write_checks();
    return std::move(text_);
  }

 private:
  [[nodiscard]] std::string_view say(const Words& words) const { return words.in(language_); }
  [[nodiscard]] const std::string& say(const catalogue::Bilingual& both) const {
    return in(both, language_);
  }

  void fill(int margin, std::string_view text) { text_ += law_desk::paragraph(text, margin); }
  void line(int margin, std::string_view text) {
    text_ += fmt::format("{:{}}{}\n", "", margin, text);
  }
  void heading(const Words& words, std::size_t count) {
    text_ += fmt::format("\n{} ({})\n", say(words), count);
  }

  // A command is copied whole, so it is not broken.
  void write_put(int margin, const Put& put) {
    line(margin, command_line(put, state_));
    for (const Said& said : put.fields) {
      if (said.words.empty()) continue;
      fill(margin + kMargin,
           fmt::format(fmt::runtime(say(kOneOf)), said.value, fmt::join(said.words, ", ")));
    }
  }

  void write_gaps() {
    if (report_.gaps.empty()) return;
    heading(kGaps, report_.gaps.size());
    for (const Gap& gap : report_.gaps) {
      fill(kMargin, say(gap.what));
      write_put(kInner, gap.mend);
    }
  }

  void write_findings(policy::Status status, const Words& title) {
    const auto count = std::ranges::count(report_.findings, status, &Finding::status);
    if (count == 0) return;
    heading(title, static_cast<std::size_t>(count));
    for (const Finding& finding : report_.findings) {
      if (finding.status == status) write_finding(finding);
    }
  }

  void write_finding(const Finding& finding) {
    const catalogue::Provision& provision = *finding.provision;
    text_ += "\n";
    fill(kMargin, fmt::format("{}  {}", provision.row(), say(provision.title)));
    fill(kInner, say(provision.citation));
    fill(kInner, say(provision.text));
    if (finding.status == policy::Status::violated) {
      fill(kInner, fmt::format("{}{}", say(kCure), say(provision.remedy)));
    }
    if (finding.cases.size() < report_.cases.size()) fill(kInner, where(finding));
    for (const Need& need : finding.needs) write_need(need);
  }

  [[nodiscard]] std::string where(const Finding& finding) const {
    std::vector<std::string> cases;
    for (const std::size_t position : finding.cases) {
      const Case& one = report_.cases[position];
      cases.push_back(fmt::format("{} · {}", one.purpose.text(), one.device.text()));
    }
    return fmt::format("@ {}", fmt::join(cases, ", "));
  }

  void write_need(const Need& need) {
    const auto& fact = report_.law.vocabulary().facts()[need.fact];
    fill(kInner, need.stated ? fmt::format("! {} = {} ({})", fact.id,
                                           catalogue::to_text(*need.stated), need.source)
                             : fmt::format("? {}", fact.id));
    fill(kAnswer, say(fact.question));
    if (!need.test.empty()) {
      fill(kAnswer, fmt::format(fmt::runtime(say(kAsked)), need.test));
    }
    if (!need.mend) {
      fill(kAnswer, say(kNoCommand));
    } else if (command_line(*need.mend, state_).size() > kCommandBytesMax) {
      // Whoever is to read the article is not to read a whole notice each time.
      fill(kAnswer, fmt::format(fmt::runtime(say(kBelow)), number_of(*need.mend)));
    } else {
      write_put(kAnswer, *need.mend);
    }
  }

  // In the list of all.
  [[nodiscard]] std::size_t number_of(const Put& put) const {
    const auto found = std::ranges::find_if(report_.puts, [&put](const Put& each) {
      return each.kind == put.kind && each.id == put.id;
    });
    return static_cast<std::size_t>(found - report_.puts.begin()) + 1;
  }

  void write_puts() {
    if (report_.puts.empty()) return;
    heading(kPuts, report_.puts.size());
    fill(0, say(kHonest));
    for (std::size_t i = 0; i < report_.puts.size(); ++i) {
      line(0, fmt::format("# {}", i + 1));
      line(0, command_line(report_.puts[i], state_));
    }
  }

  void write_overdue() {
    if (report_.overdue.empty()) return;
    heading(kOverdue, report_.overdue.size());
    for (const Overdue& one : report_.overdue) {
      fill(kMargin, fmt::format(fmt::runtime(say(kDue)), say(one.what), to_text(one.due)));
      line(kInner, fmt::format("menshen obligation {} {} --state {}{}",
                               one.ends_by_hand ? "done" : "show", one.obligation, state_,
                               one.ends_by_hand ? " --done-by TEXT" : ""));
    }
  }

  void write_checks() {
    text_ += fmt::format("\n{}\n", say(kChecks));
    for (const Check& one : report_.checks) {
      fill(kMargin, fmt::format("{} {}", one.is_well ? "✓" : "✗", say(one.what)));
    }
  }

  // NOLINTNEXTLINE(cppcoreguidelines-avoid-const-or-ref-data-members): lives for one call.
  const Report& report_;
  std::string_view state_;
  Language language_;
  std::string text_;
};

}  // namespace

std::string as_text(const Report& report, std::string_view state, Language language) {
  return Page(report, state, language).run();
}

}  // namespace menshen::readiness
