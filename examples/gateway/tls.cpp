#include "tls.hpp"

#include <mbedtls/error.h>

#include <algorithm>
#include <array>

#include "stream.hpp"

namespace gateway {
namespace {

std::string text_of(int error) {
  std::array<char, 160> room{};
  mbedtls_strerror(error, room.data(), room.size());
  return room.data();
}

}  // namespace

TlsSide::TlsSide() {
  mbedtls_entropy_init(&entropy_);
  mbedtls_ctr_drbg_init(&random_);
  mbedtls_ssl_config_init(&config_);
  mbedtls_x509_crt_init(&authorities_);
}

TlsSide::~TlsSide() {
  for (const auto& identity : identities_) {
    mbedtls_x509_crt_free(&identity->chain);
    mbedtls_pk_free(&identity->key);
  }
  mbedtls_x509_crt_free(&authorities_);
  mbedtls_ssl_config_free(&config_);
  mbedtls_ctr_drbg_free(&random_);
  mbedtls_entropy_free(&entropy_);
}

bool TlsSide::prepare(int role, std::string& fault) {
  int error = mbedtls_ctr_drbg_seed(&random_, mbedtls_entropy_func, &entropy_, nullptr, 0);
  if (error == 0)
    error =
        mbedtls_ssl_config_defaults(&config_, role, MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  if (error != 0) fault = text_of(error);
  mbedtls_ssl_conf_rng(&config_, mbedtls_ctr_drbg_random, &random_);
  mbedtls_ssl_conf_renegotiation(&config_, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
  mbedtls_ssl_conf_min_version(&config_, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3);
  return error == 0;
}

bool TlsSide::load(const CertificateFiles& files, std::string& fault) {
  identities_.push_back(std::make_unique<Identity>());
  Identity& identity = *identities_.back();
  mbedtls_x509_crt_init(&identity.chain);
  mbedtls_pk_init(&identity.key);
  int error = mbedtls_x509_crt_parse_file(&identity.chain, files.chain.c_str());
  if (error == 0) error = mbedtls_pk_parse_keyfile(&identity.key, files.key.c_str(), nullptr);
  if (error == 0 && identities_.size() == 1)
    error = mbedtls_ssl_conf_own_cert(&config_, &identity.chain, &identity.key);
  if (error != 0) fault = files.chain + ": " + text_of(error);
  return error == 0;
}

std::unique_ptr<TlsSide> TlsSide::serve(const std::vector<CertificateFiles>& files, bool allows_1_1,
                                        std::string& fault) {
  std::unique_ptr<TlsSide> side(new TlsSide);
  if (!side->prepare(MBEDTLS_SSL_IS_SERVER, fault)) return nullptr;
  for (const CertificateFiles& each : files)
    if (!side->load(each, fault)) return nullptr;
  if (allows_1_1)
    mbedtls_ssl_conf_min_version(&side->config_, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_2);
  mbedtls_ssl_conf_sni(&side->config_, choose, side.get());
  return side;
}

std::unique_ptr<TlsSide> TlsSide::call(const std::string& authorities, std::string& fault) {
  std::unique_ptr<TlsSide> side(new TlsSide);
  if (!side->prepare(MBEDTLS_SSL_IS_CLIENT, fault)) return nullptr;
  // A bundle may hold certificates that this library cannot read; their count is positive and no failure.
  const int error = mbedtls_x509_crt_parse_file(&side->authorities_, authorities.c_str());
  if (error < 0) {
    fault = authorities + ": " + text_of(error);
    return nullptr;
  }
  mbedtls_ssl_conf_ca_chain(&side->config_, &side->authorities_, nullptr);
  mbedtls_ssl_conf_authmode(&side->config_, MBEDTLS_SSL_VERIFY_REQUIRED);
  return side;
}

// The client's server name: the first certificate that bears it serves.
int TlsSide::choose(void* self, mbedtls_ssl_context* ssl, const unsigned char* name, std::size_t size) {
  const std::string wanted(reinterpret_cast<const char*>(name), size);
  static_cast<Tls*>(ssl->p_bio)->server_name_ = wanted;
  for (const auto& identity : static_cast<TlsSide*>(self)->identities_) {
    std::uint32_t flags = 0;
    mbedtls_x509_crt_verify(&identity->chain, &identity->chain, nullptr, wanted.c_str(), &flags, nullptr,
                            nullptr);
    if ((flags & MBEDTLS_X509_BADCERT_CN_MISMATCH) == 0)
      return mbedtls_ssl_set_hs_own_cert(ssl, &identity->chain, &identity->key);
  }
  return 0;  // the first
}

Tls::Tls(const TlsSide& side, const std::string& name) {
  mbedtls_ssl_init(&ssl_);
  if (mbedtls_ssl_setup(&ssl_, &side.config()) == 0 && !name.empty())
    mbedtls_ssl_set_hostname(&ssl_, name.c_str());
  mbedtls_ssl_set_bio(&ssl_, this, give, take, nullptr);
}

Tls::~Tls() { mbedtls_ssl_free(&ssl_); }

int Tls::take(void* self, unsigned char* room, std::size_t size) {
  std::string_view& input = static_cast<Tls*>(self)->input_;
  if (input.empty()) return MBEDTLS_ERR_SSL_WANT_READ;
  const std::size_t count = std::min(size, input.size());
  std::copy_n(input.data(), count, reinterpret_cast<char*>(room));
  input.remove_prefix(count);
  return static_cast<int>(count);
}

int Tls::give(void* self, const unsigned char* bytes, std::size_t size) {
  std::string* const wire = static_cast<Tls*>(self)->wire_;
  if (wire == nullptr) return MBEDTLS_ERR_SSL_WANT_WRITE;
  wire->append(reinterpret_cast<const char*>(bytes), size);
  return static_cast<int>(size);
}

Tls::Event Tls::shake_hands(Stream& stream) {
  wire_ = &stream.out_;
  const int error = mbedtls_ssl_handshake(&ssl_);
  stream.flush();
  if (error == MBEDTLS_ERR_SSL_WANT_READ) return Event::Open;
  if (error != 0) return Event::Failed;
  is_ready_ = true;
  stream.user_->connected(0);
  return Event::Open;
}

Tls::Event Tls::receive(std::string_view network, Stream& stream) {
  input_ = network;
  if (!is_ready_) {
    const Event event = shake_hands(stream);
    if (event != Event::Open || !is_ready_) return event;
  }
  std::array<unsigned char, 16384> room;
  while (stream.user_ != nullptr) {
    wire_ = &stream.out_;
    const int size = mbedtls_ssl_read(&ssl_, room.data(), room.size());
    if (size == MBEDTLS_ERR_SSL_WANT_READ) break;
    if (size == 0 || size == MBEDTLS_ERR_SSL_PEER_CLOSE_NOTIFY) return Event::Ended;
    if (size < 0) return Event::Failed;
    stream.user_->received({reinterpret_cast<const char*>(room.data()), static_cast<std::size_t>(size)});
  }
  if (stream.user_ != nullptr) stream.flush();
  return Event::Open;
}

bool Tls::send(std::string_view plain, std::string& wire) {
  wire_ = &wire;
  while (!plain.empty()) {
    const int sent =
        mbedtls_ssl_write(&ssl_, reinterpret_cast<const unsigned char*>(plain.data()), plain.size());
    if (sent <= 0) return false;
    plain.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Tls::finish(std::string& wire) {
  wire_ = &wire;
  mbedtls_ssl_close_notify(&ssl_);
}

sluice::Tls Tls::version() const {
  switch (ssl_.minor_ver) {
    case MBEDTLS_SSL_MINOR_VERSION_1:
      return sluice::Tls::V1_0;
    case MBEDTLS_SSL_MINOR_VERSION_2:
      return sluice::Tls::V1_1;
    case MBEDTLS_SSL_MINOR_VERSION_3:
      return sluice::Tls::V1_2;
    default:
      return sluice::Tls::Unknown;
  }
}

}  // namespace gateway
