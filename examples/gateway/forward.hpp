// The call to a backend that a decision says: connects to the checked address, sends head and body, passes
// the answer on, and tries again where the decision allows it. Nobody waits for a peer with more than a
// bounded queue: whoever sends is not read while whoever receives does not keep up.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "links.hpp"
#include "mortal.hpp"
#include "sluice/access_log.hpp"
#include "sluice/transaction.hpp"

namespace gateway {

class Exchange;

class Forward final : public Mortal, Link::User {
 public:
  explicit Forward(Exchange& exchange) : exchange_(exchange) {}
  ~Forward() override;

  void start();
  void body(std::string_view piece);
  void body_ended();
  void client_drained();
  void client_ended();
  void from_client(std::string_view bytes);
  void abandon();
  bool has_begun_answer() const { return has_answer_; }

 private:
  void opened() override;
  void answered(const sluice::http1::Answer& answer) override;
  void answer_piece(std::string_view bytes) override;
  void answer_ended() override;
  void tunnelled(std::string_view bytes) override;
  void pieces_taken() override;
  void link_drained() override;
  void failed(Link::Failure failure) override;

  void call(const sluice::Address& address);
  void send_request();
  void end_attempt(Link::Failure failure);
  void begin_tunnel(const sluice::http1::Answer& answer);
  void end_tunnel();
  void note_attempt();
  bool may_send_again() const;
  std::uint64_t now() const;

  Exchange& exchange_;
  std::unique_ptr<Link> link_;
  std::string address_;  // `ip:port`, for the log
  std::uint64_t question_ = 0;
  std::uint64_t began_ = 0;    // the call
  std::uint64_t attempt_ = 0;  // this attempt
  std::uint64_t connected_ = 0, head_ = 0;
  std::uint16_t status_ = 0;
  bool is_connected_ = false;
  bool has_answer_ = false;  // its head was sent on
  bool has_body_sent_ = false;
  bool is_stale_retry_ = false;
  bool is_chunked_in_ = false;   // towards the backend
  bool is_chunked_out_ = false;  // towards the client
  bool skips_body_ = false;
  bool closes_client_ = false;
  bool is_tunnel_ = false;
  bool request_ended_ = false;
};

}  // namespace gateway
