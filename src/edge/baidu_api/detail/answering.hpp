// One call of that API, with what its key is bound to: every operation is a function of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include <boost/json.hpp>

#include "baidu_api/detail/answer.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "compat/answers.hpp"
#include "compat/desk.hpp"
#include "contract/call.hpp"
#include "gate/reply.hpp"
#include "http/message.hpp"

namespace menshen::baidu_api {

class Answering {
 public:
  Answering(compat::Desk& desk, const Clock& clock, const contract::Call& call,
            compat::Bound bound);

  // recognition.cpp
  [[nodiscard]] http::Response detect();
  [[nodiscard]] http::Response match();
  [[nodiscard]] http::Response search();
  [[nodiscard]] http::Response multi_search();

  // faceset.cpp
  [[nodiscard]] http::Response add_user();
  [[nodiscard]] http::Response update_user();
  [[nodiscard]] http::Response delete_user();
  [[nodiscard]] http::Response delete_face();
  [[nodiscard]] http::Response get_user();
  [[nodiscard]] http::Response list_faces();
  [[nodiscard]] http::Response copy_user();
  [[nodiscard]] http::Response add_group();
  [[nodiscard]] http::Response delete_group();
  [[nodiscard]] http::Response list_groups();
  [[nodiscard]] http::Response list_users();

 private:
  using Tell = std::function<http::Response(const gate::Reply&)>;
  using TellUsers = std::function<http::Response(const gate::Reply&, boost::json::array)>;

  // A member of the call; numbers come as numbers or as texts.
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t otherwise) const;
  [[nodiscard]] SubjectId user() const;

  [[nodiscard]] http::Response told(const Result<gate::Reply>& reply, const Tell& tell) const {
    return compat::told(reply, call_.language, tell);
  }
  [[nodiscard]] http::Response refused(std::string_view zh, std::string_view en) const {
    return compat::problem(call_, "not-allowed", zh, en);
  }
  [[nodiscard]] http::Response fault(const Error& error) const {
    return compat::to_problem(error, call_.language);
  }
  [[nodiscard]] http::Response missing(const Fault& what,
                                       std::string_view type = "not-found") const {
    return answer(what, compat::problem(call_, type), clock_);
  }
  // Somebody whom the answer does not name; the record has the decision.
  [[nodiscard]] http::Response nobody(const Fault& what, const gate::Reply& reply) const {
    return answer(what, compat::problem(call_, "not-found"), clock_, reply.decided.sequence);
  }
  [[nodiscard]] http::Response answered(boost::json::object result,
                                        const gate::Reply& reply) const {
    return answer(std::move(result), reply.decided.sequence, clock_);
  }
  [[nodiscard]] http::Response answered(boost::json::object result) const {
    return answer(std::move(result), 0, clock_);
  }

  [[nodiscard]] Result<gate::Reply> detected();
  [[nodiscard]] Result<gate::Reply> identified();
  [[nodiscard]] Result<gate::Reply> compared(const boost::json::object& first,
                                             const boost::json::object& second);
  [[nodiscard]] Result<gate::Reply> verified(const SubjectId& subject,
                                             const boost::json::object& photograph);
  [[nodiscard]] http::Response score(const Result<gate::Reply>& reply) const;
  [[nodiscard]] http::Response searched(const TellUsers& tell);

  // Every group is the key's, or nothing is done.
  [[nodiscard]] http::Response in_group(const std::function<http::Response()>& act) const;
  [[nodiscard]] http::Response other_group() const;
  [[nodiscard]] http::Response of_user(
      const std::function<http::Response(const compat::Enrolled&)>& act) const;
  [[nodiscard]] http::Response enroll();
  [[nodiscard]] http::Response withdrawn(const SubjectId& subject) const;

  compat::Desk& desk_;
  const Clock& clock_;
  const contract::Call& call_;
  const boost::json::object& said_;  // the body; empty where it is a list
  compat::Bound bound_;
};

}  // namespace menshen::baidu_api
