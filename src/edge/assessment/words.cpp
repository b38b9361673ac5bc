#include "assessment/words.hpp"

#include "catalogue/other_row.hpp"
#include "catalogue/provision.hpp"
#include "law_yaml/verdict.hpp"
#include "policy/decision.hpp"
#include "policy/truth.hpp"

namespace menshen::assessment {
namespace {

constexpr Words kUnknown{.zh = "未知", .en = "unknown"};

}  // namespace

Words words_for(law_yaml::Verdict verdict) noexcept {
  switch (verdict) {
    case law_yaml::Verdict::lawful: return {.zh = "合法", .en = "lawful"};
    case law_yaml::Verdict::unlawful: return {.zh = "违法", .en = "unlawful"};
    case law_yaml::Verdict::undetermined: return {.zh = "尚不能认定", .en = "undetermined"};
  }
  return kUnknown;
}

Words words_for(policy::Status status) noexcept {
  switch (status) {
    case policy::Status::satisfied: return {.zh = "符合", .en = "satisfied"};
    case policy::Status::violated: return {.zh = "违反", .en = "violated"};
    case policy::Status::undetermined: return {.zh = "尚不能认定", .en = "undetermined"};
    case policy::Status::excepted: return {.zh = "因例外不适用", .en = "excepted"};
    case policy::Status::not_applicable: return {.zh = "不适用", .en = "not applicable"};
  }
  return kUnknown;
}

Words words_for(policy::Basis basis) noexcept {
  switch (basis) {
    case policy::Basis::held: return {.zh = "有合法性基础", .en = "held"};
    case policy::Basis::missing: return {.zh = "没有合法性基础", .en = "missing"};
    case policy::Basis::undetermined: return {.zh = "尚不能认定", .en = "undetermined"};
    case policy::Basis::none_in_force:
      return {.zh = "当日所收法律未作要求", .en = "none asked for by the law read here"};
  }
  return kUnknown;
}

Words words_for(policy::Truth truth) noexcept {
  switch (truth) {
    case policy::Truth::no: return {.zh = "否", .en = "false"};
    case policy::Truth::unknown: return kUnknown;
    case policy::Truth::yes: return {.zh = "是", .en = "true"};
  }
  return kUnknown;
}

Words words_for(catalogue::Kind kind) noexcept {
  switch (kind) {
    case catalogue::Kind::defines: return {.zh = "定义", .en = "definition"};
    case catalogue::Kind::basis: return {.zh = "合法性基础", .en = "basis"};
    case catalogue::Kind::prohibits: return {.zh = "禁止", .en = "prohibition"};
    case catalogue::Kind::demands: return {.zh = "要求", .en = "demand"};
    case catalogue::Kind::excepts: return {.zh = "例外", .en = "exception"};
    case catalogue::Kind::duty: return {.zh = "义务", .en = "duty"};
    case catalogue::Kind::advises: return {.zh = "建议", .en = "advice"};
  }
  return kUnknown;
}

Words words_for(catalogue::Confidence confidence) noexcept {
  switch (confidence) {
    case catalogue::Confidence::a: return {.zh = "已读原文", .en = "text read"};
    case catalogue::Confidence::b:
      return {.zh = "据引文或摘要", .en = "text known from quotations"};
    case catalogue::Confidence::c: return {.zh = "未见原文", .en = "text not seen"};
  }
  return kUnknown;
}

Words words_for(catalogue::Change change) noexcept {
  switch (change) {
    case catalogue::Change::kept: return {.zh = "保留", .en = "kept"};
    case catalogue::Change::dropped: return {.zh = "删去", .en = "dropped"};
    case catalogue::Change::added: return {.zh = "新增", .en = "added"};
    case catalogue::Change::narrowed: return {.zh = "缩小", .en = "narrowed"};
    case catalogue::Change::widened: return {.zh = "扩大", .en = "widened"};
    case catalogue::Change::changed: return {.zh = "改变", .en = "changed"};
  }
  return kUnknown;
}

}  // namespace menshen::assessment
