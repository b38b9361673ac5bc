#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/cbor.hpp"
#include "base/civil_date.hpp"
#include "base/crypto.hpp"
#include "base/error.hpp"
#include "base/strong_id.hpp"
#include "caller/access.hpp"
#include "caller/account.hpp"
#include "caller/api_key.hpp"
#include "caller/device_certificate.hpp"
#include "caller/role.hpp"

namespace menshen::caller {
namespace {

constexpr std::string_view kKind = "menshen-access v2";

// Every value is an array of these, for writing (const) and for reading.
template <typename Value>
auto fields_of(Value& value) {
  using Plain = std::remove_const_t<Value>;
  auto& v = value;
  if constexpr (std::is_same_v<Plain, Access>) {
    return std::tie(v.accounts, v.keys, v.certificates, v.invitations, v.approvals,
                    v.is_founded);
  } else if constexpr (std::is_same_v<Plain, Account>) {
    return std::tie(v.id, v.login, v.roles, v.password, v.totp, v.passkeys, v.identity,
                    v.must_enrol_second_factor, v.is_disabled, v.created_at, v.expires_at,
                    v.subject, v.revision);
  } else if constexpr (std::is_same_v<Plain, ApiKey>) {
    return std::tie(v.id, v.label, v.roles, v.purpose, v.device, v.mac, v.created_at,
                    v.expires_at, v.is_revoked);
  } else if constexpr (std::is_same_v<Plain, DeviceCertificate>) {
    return std::tie(v.id, v.device, v.created_at, v.expires_at, v.is_revoked);
  } else if constexpr (std::is_same_v<Plain, Invitation>) {
    return std::tie(v.mac, v.account, v.expires_at);
  } else if constexpr (std::is_same_v<Plain, Approval>) {
    return std::tie(v.id, v.action, v.what, v.summary, v.asked_by, v.asked_at, v.approved_by,
                    v.is_used);
  } else if constexpr (std::is_same_v<Plain, Identity>) {
    return std::tie(v.issuer, v.subject);
  } else if constexpr (std::is_same_v<Plain, Totp>) {
    return std::tie(v.secret, v.last_step);
  } else {
    static_assert(std::is_same_v<Plain, Passkey>);
    return std::tie(v.credential, v.public_key, v.sign_count);
  }
}

tl::unexpected<Error> refuse(std::string_view what) {
  return fail(Code::invalid_input, std::string(what));
}

class Writer {
 public:
  [[nodiscard]] std::vector<std::byte> written(const Access& access) {
    out_.array(2);
    out_.text(kKind);
    write(access);
    return std::move(out_).take();
  }

 private:
  void write(const std::string& text) { out_.text(text); }
  void write(bool value) { out_.boolean(value); }
  void write(std::uint64_t value) { out_.unsigned_integer(value); }
  void write(std::uint32_t value) { out_.unsigned_integer(value); }
  void write(Instant time) { out_.integer(time.time_since_epoch().count()); }
  void write(const Digest& digest) { out_.bytes(digest); }
  void write(const std::vector<std::byte>& bytes) { out_.bytes(bytes); }
  void write(Action action) { out_.unsigned_integer(static_cast<std::uint64_t>(action)); }

  void write(Roles roles) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < kRoles; ++i) {
      if (roles.has(static_cast<Role>(i))) bits |= std::uint64_t{1} << i;
    }
    out_.unsigned_integer(bits);
  }

  template <typename Tag>
  void write(const StrongId<Tag>& id) {
    out_.text(id.text());
  }

  template <typename Value>
  void write(const std::optional<Value>& value) {
    value ? write(*value) : out_.null();
  }

  template <typename Value>
  void write(const std::vector<Value>& values) {
    out_.array(values.size());
    for (const Value& each : values) write(each);
  }

  template <typename Id, typename Value>
  void write(const std::map<Id, Value>& values) {
    out_.array(values.size());
    for (const auto& [id, value] : values) write(value);
  }

  template <typename Value>
  void write(const Value& value) {
    std::apply(
        [this](const auto&... fields) {
          out_.array(sizeof...(fields));
          (write(fields), ...);
        },
        fields_of(value));
  }

  CborWriter out_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : in_(bytes) {}

  [[nodiscard]] Result<Access> access() {
    MENSHEN_TRY(const std::size_t parts, in_.array());
    MENSHEN_TRY(const auto kind, in_.text());
    if (parts != 2 || kind != kKind) return refuse("not a table of accounts and keys");
    Access access;
    auto done = read(access);
    if (done) done = in_.end();
    if (done) done = check(access);
    if (!done) return tl::unexpected<Error>(std::move(done.error()));
    return access;
  }

 private:
  Result<> read(std::string& text) {
    MENSHEN_TRY(text, in_.text());
    return {};
  }

  Result<> read(bool& value) {
    MENSHEN_TRY(value, in_.boolean());
    return {};
  }

  Result<> read(std::uint64_t& value) {
    MENSHEN_TRY(value, in_.unsigned_integer());
    return {};
  }

  Result<> read(std::uint32_t& value) {
    MENSHEN_TRY(const std::uint64_t wide, in_.unsigned_integer());
    if (wide > UINT32_MAX) return refuse("a count of more than 32 bits");
    value = static_cast<std::uint32_t>(wide);
    return {};
  }

  Result<> read(Instant& time) {
    MENSHEN_TRY(const std::int64_t count, in_.integer());
    time = Instant(std::chrono::milliseconds(count));
    return {};
  }

  Result<> read(Digest& digest) {
    MENSHEN_TRY(const auto bytes, in_.bytes());
    if (bytes.size() != digest.size()) return refuse("a digest of another length");
    std::ranges::copy(bytes, digest.begin());
    return {};
  }

  Result<> read(std::vector<std::byte>& value) {
    MENSHEN_TRY(const auto bytes, in_.bytes());
    value.assign(bytes.begin(), bytes.end());
    return {};
  }

  Result<> read(Action& action) {
    MENSHEN_TRY(const std::uint64_t number, in_.unsigned_integer());
    if (number >= kActions) return refuse("an action that nobody knows");
    action = static_cast<Action>(number);
    return {};
  }

  Result<> read(Roles& roles) {
    MENSHEN_TRY(const std::uint64_t bits, in_.unsigned_integer());
    if (bits >> kRoles != 0) return refuse("a role that nobody knows");
    for (std::size_t i = 0; i < kRoles; ++i) {
      if ((bits >> i & 1U) != 0) roles.add(static_cast<Role>(i));
    }
    return {};
  }

  template <typename Tag>
  Result<> read(StrongId<Tag>& id) {
    MENSHEN_TRY(const auto text, in_.text());
    id = StrongId<Tag>(std::string(text));
    return {};
  }

  template <typename Tag>
  Result<> read(std::optional<StrongId<Tag>>& value) {
    if (in_.is_null()) return in_.null();
    return read(value.emplace(""));
  }

  template <typename Value>
  Result<> read(std::optional<Value>& value) {
    if (in_.is_null()) return in_.null();
    return read(value.emplace());
  }

  template <typename Value>
  Result<> read(std::vector<Value>& values) {
    MENSHEN_TRY(const std::size_t count, in_.array());
    for (std::size_t i = 0; i < count; ++i) {
      if (auto done = read(values.emplace_back()); !done) return done;
    }
    return {};
  }

  // In ascending order, as a map is written.
  template <typename Id, typename Value>
  Result<> read(std::map<Id, Value>& values) {
    MENSHEN_TRY(const std::size_t count, in_.array());
    for (std::size_t i = 0; i < count; ++i) {
      Value value;
      if (auto done = read(value); !done) return done;
      if (!values.empty() && value.id <= values.rbegin()->first) {
        return refuse("ids do not ascend");
      }
      const Id id = value.id;
      values.emplace_hint(values.end(), id, std::move(value));
    }
    return {};
  }

  template <typename Value>
  Result<> read(Value& value) {
    return std::apply(
        [this](auto&... fields) -> Result<> {
          MENSHEN_TRY(const std::size_t count, in_.array());
          if (count != sizeof...(fields)) return refuse("another number of fields");
          Result<> done;
          ((done = done ? read(fields) : done), ...);
          return done;
        },
        fields_of(value));
  }

  CborReader in_;
};

}  // namespace

std::vector<std::byte> encode(const Access& access) { return Writer().written(access); }

Result<Access> parse_access(std::span<const std::byte> bytes) {
  auto access = Reader(bytes).access();
  if (!access) return fail(Code::invalid_input, std::move(access.error().what));
  return access;
}

}  // namespace menshen::caller
