// One request from its head to the end of its answer: steps the transaction, brings what it needs, and does
// what the decision says. The decision is sluice's; here stands only when to read, hold, send and close.
//
//   start -> Deciding --need--> Asking (IAM, an authorizer, a name, the store) --> Deciding
//               |      --Body--> Hashing: the body is held, none of it goes on before its hash held
//               |           or --> Streaming, where the API says so: all but its last piece goes on at once
//               +--Done--> Forwarding (see forward.hpp) | answer of our own --> served
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "forward.hpp"
#include "inquiry.hpp"
#include "mortal.hpp"
#include "sluice/access_log.hpp"
#include "sluice/transaction.hpp"

namespace gateway {

class Client;
class Worker;

class Exchange final : public Mortal {
 public:
  Exchange(Client& client, bool has_body);
  ~Exchange() override;

  // Of the client.
  void start();
  void refuse(sluice::Reason reason);  // the reader refused, now or in the middle of the body
  bool wants_body() const { return wants_body_ && !body_ended_; }
  void body(std::string_view piece);
  void body_ended();
  void client_drained();
  void client_ended();                 // of a tunnel
  void from_client(std::string_view);  // of a tunnel
  void abandon();                      // the client is gone

  // Of the shared limits: the store has answered somebody, or the time is over.
  void bring_tokens(bool in_time);

  // Of the forwarding.
  Client& client() { return client_; }
  Worker& worker() { return worker_; }
  sluice::Transaction& transaction() { return *transaction_; }
  const sluice::Decision& decision() const { return transaction_->decision(); }
  const sluice::Request& request() const { return request_; }
  bool has_body() const { return has_body_; }
  bool is_held() const { return is_held_; }
  const std::string& held() const { return held_; }
  bool has_ended_body() const { return body_ended_; }
  bool is_streaming() const { return state_ == State::Streaming; }
  /// Nothing of the body has gone to a backend that failed: it is held from here on, and tried again when the
  /// hash held.
  void hold_instead();
  bool is_head_request() const { return request_.method == "HEAD"; }
  /// The body may come now, piece by piece.
  void want_body(bool wants);
  /// The answer is queued to its end.
  void served(std::uint16_t status, bool closes);
  /// The backend gave no answer: sends what the transaction says instead.
  void answer_decision();
  /// For the log.
  void add_attempt(std::string address, sluice::log::Attempt attempt);

 private:
  enum class State : std::uint8_t { Deciding, Hashing, Streaming, Forwarding, Answered };

  void step(sluice::Need need);
  sluice::Need bring(sluice::Need need);
  void ask_address();
  void ask_authorizer();
  void ask_iam();
  void ask(const Service& service, std::string question, Inquiry::Told told);
  const Service* authorizer_of(std::string_view urn) const;
  void decided();
  void count_verdict();
  void stream();
  void stream_piece(std::string_view piece);
  void end_stream();
  void forward();
  void respond(std::uint16_t status, sluice::Headers headers, std::string_view body);
  void hold(std::string_view piece);
  void release();
  void complete();
  void write_log(std::uint16_t status);
  void write_line(std::uint16_t status);
  bool rest_is_small() const;

  Client& client_;
  Worker& worker_;
  std::shared_ptr<const std::shared_ptr<const sluice::Plan>> plan_;
  std::unique_ptr<sluice::Transaction> transaction_;
  sluice::Request request_;
  sluice::Now began_;
  std::array<char, 32> request_id_;
  std::string held_;
  std::unique_ptr<Forward> forward_;
  std::unique_ptr<Inquiry> inquiry_;
  std::vector<std::pair<std::string, sluice::log::Attempt>> attempts_;
  std::uint64_t question_ = 0;  // to the resolver
  std::uint64_t decision_ns_ = 0;
  State state_ = State::Deciding;
  bool has_body_;
  bool wants_body_ = false;
  bool body_ended_;
  bool is_held_ = false;
  bool is_counted_ = false;
  std::uint16_t status_ = 0;
  bool closes_ = false;
  bool was_told_to_continue_ = false;
};

}  // namespace gateway
