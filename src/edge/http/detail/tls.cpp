#include "http/detail/tls.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pemerr.h>
#include <openssl/prov_ssl.h>
#include <openssl/ssl.h>
#include <openssl/tls1.h>
#include <openssl/types.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <sys/socket.h>

#include "base/error.hpp"
#include "http/server.hpp"

namespace menshen::http {
namespace {

// A session may be taken up again that long, without showing a certificate anew.
constexpr std::chrono::seconds kResumable{3600};
// One a handshake; a browser opens several connections, each of which brings its own.
constexpr std::size_t kTickets = 1;

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIO_METHOD* method) const { BIO_meth_free(method); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
};

using OwnedBio = std::unique_ptr<BIO, Free>;
using OwnedMethod = std::unique_ptr<BIO_METHOD, Free>;
using OwnedKey = std::unique_ptr<EVP_PKEY, Free>;
using OwnedCertificate = std::unique_ptr<X509, Free>;

int socket_of(BIO* bio) {
  return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));  // NOLINT: C API
}

// What the system's call said, as OpenSSL asks for it.
int settle(BIO* bio, std::ptrdiff_t count, bool is_read) {
  BIO_clear_retry_flags(bio);
  const bool is_later = count < 0 && (errno == EAGAIN || errno == EINTR);
  if (is_later && is_read) BIO_set_retry_read(bio);
  if (is_later && !is_read) BIO_set_retry_write(bio);
  return static_cast<int>(count);
}

// OpenSSL's own sockets raise SIGPIPE when the peer has gone.
const BIO_METHOD* quiet_socket() {
  static const OwnedMethod method = [] {
    OwnedMethod made(BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "quiet socket"));
    if (!made) return made;
    BIO_meth_set_read(made.get(), [](BIO* bio, char* bytes, int size) {
      return settle(bio, recv(socket_of(bio), bytes, static_cast<std::size_t>(size), 0), true);
    });
    BIO_meth_set_write(made.get(), [](BIO* bio, const char* bytes, int size) {
      return settle(bio,
                    send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL),
                    false);
    });
    BIO_meth_set_ctrl(made.get(), [](BIO*, int command, long, void*) -> long {
      return command == BIO_CTRL_FLUSH ? 1 : 0;
    });
    BIO_meth_set_create(made.get(), [](BIO* bio) {
      BIO_set_init(bio, 1);
      return 1;
    });
    return made;
  }();
  return method.get();
}

// Why it failed, in OpenSSL's words.
tl::unexpected<Error> unusable(std::string_view what, std::string_view remedy) {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  ERR_clear_error();
  return fail(Code::invalid_input,
              fmt::format("{} cannot be used: {}; {}", what,
                          reason == nullptr ? "not understood" : reason, remedy));
}

OwnedBio reader_of(const void* bytes, std::size_t size) {
  return OwnedBio(BIO_new_mem_buf(bytes, static_cast<int>(size)));
}

// An encrypted key is not asked for its passphrase on the terminal.
int no_passphrase(char* /*out*/, int /*size*/, int /*is_writing*/, void* /*context*/) {
  return -1;
}

// Each certificate of the text, in its order. False when there is none, or one is not well
// formed.
template <typename Take>
bool each_certificate(std::string_view text, const Take& take) {
  const OwnedBio reader = reader_of(text.data(), text.size());
  std::size_t count = 0;
  while (reader) {
    const OwnedCertificate certificate(
        PEM_read_bio_X509(reader.get(), nullptr, no_passphrase, nullptr));
    if (!certificate) break;
    if (!take(certificate.get(), count++)) return false;
  }
  const bool is_at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (count > 0 && is_at_end) ERR_clear_error();
  return count > 0 && is_at_end;
}

Result<> use_certificates(SSL_CTX* context, const Tls& tls) {
  const bool are_taken =
      each_certificate(tls.certificates, [context](X509* certificate, std::size_t index) {
        return index == 0 ? SSL_CTX_use_certificate(context, certificate) == 1
                          : SSL_CTX_add1_chain_cert(context, certificate) == 1;
      });
  if (!are_taken) {
    return unusable("the server's certificate", "give its chain as PEM, its own first");
  }
  const OwnedBio reader = reader_of(tls.private_key.data(), tls.private_key.size());
  const OwnedKey key(
      reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, no_passphrase, nullptr)
             : nullptr);
  if (!key || SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
      SSL_CTX_check_private_key(context) != 1) {
    return unusable("the server's private key",
                    "give the key of the first certificate as PEM, not encrypted");
  }
  return {};
}

Result<> ask_clients(SSL_CTX* context, std::string_view authorities) {
  if (authorities.empty()) return {};
  const bool are_taken = each_certificate(authorities, [context](X509* authority, std::size_t) {
    return X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority) == 1 &&
           SSL_CTX_add_client_CA(context, authority) == 1;
  });
  if (!are_taken) {
    return unusable("the authority of client certificates", "give certificates as PEM");
  }
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  return {};
}

// HTTP/1.1, when the client says what it speaks; otherwise it is taken at its word.
int choose_protocol(SSL* /*connection*/, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int size, void* /*context*/) {
  static constexpr std::array<unsigned char, 9> kHttp11 = {8,   'h', 't', 't', 'p',
                                                           '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_size, kHttp11.data(),
                            static_cast<unsigned int>(kHttp11.size()), offered, size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

void FreeTls::operator()(ssl_st* connection) const noexcept { SSL_free(connection); }
void FreeTls::operator()(ssl_ctx_st* context) const noexcept { SSL_CTX_free(context); }

Result<TlsContext> TlsContext::make(const Tls& tls) {
  Owned context(SSL_CTX_new(TLS_server_method()));
  if (!context || quiet_socket() == nullptr ||
      SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION) != 1) {
    return fail(Code::unavailable, "this machine's OpenSSL has no TLS 1.3");
  }
  if (auto used = use_certificates(context.get(), tls); !used) {
    return tl::unexpected<Error>(std::move(used).error());
  }
  if (auto asked = ask_clients(context.get(), tls.client_authorities); !asked) {
    return tl::unexpected<Error>(std::move(asked).error());
  }
  // An idle connection keeps no buffers; one that is read from takes what is there at once.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context.get(), 1);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // tickets hold all
  SSL_CTX_set_num_tickets(context.get(), kTickets);
  SSL_CTX_set_timeout(context.get(), kResumable.count());
  // Without a name of their own, sessions of clients with certificates are not taken up again.
  static constexpr std::array<unsigned char, 7> kSessions = {'m', 'e', 'n', 's', 'h', 'e', 'n'};
  SSL_CTX_set_session_id_context(context.get(), kSessions.data(), kSessions.size());
  SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
  return TlsContext(std::move(context));
}

OwnedTls TlsContext::open(int socket) const {
  OwnedTls connection(SSL_new(context_.get()));
  BIO* const bio = connection ? BIO_new(quiet_socket()) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));  // NOLINT
  SSL_set_bio(connection.get(), bio, bio);
  SSL_set_accept_state(connection.get());
  return connection;
}

}  // namespace menshen::http
