#include "exchange.hpp"

#include "client.hpp"
#include "clocks.hpp"
#include "sluice/authorizer.hpp"
#include "sluice/error.hpp"
#include "tls.hpp"
#include "worker.hpp"

namespace gateway {
namespace {

using sluice::Need;

constexpr std::uint16_t kClientGone = 499;  // in the log alone
constexpr std::uint64_t kSmallRest = 65536;

}  // namespace

Exchange::Exchange(Client& client, bool has_body)
    : client_(client),
      worker_(client.worker()),
      plan_(worker_.plan()),
      began_(clocks()),
      request_id_(worker_.next_request_id()),
      has_body_(has_body),
      body_ended_(!has_body) {}

Exchange::~Exchange() {
  worker_.limits().leave(*this);
  release();
  worker_.give_transaction(std::move(transaction_));
}

void Exchange::start() {
  request_ = client_.request();
  const Tls* const tls = client_.stream().tls();
  request_.scheme = tls != nullptr ? sluice::Scheme::Https : sluice::Scheme::Http;
  request_.tls = tls != nullptr ? tls->version() : sluice::Tls::Unknown;
  if (tls != nullptr) request_.server_name = tls->server_name();
  request_.peer = client_.peer();
  request_.request_id = {request_id_.data(), request_id_.size()};
  transaction_ = worker_.take_transaction();
  step(transaction_->start(plan_->get(), worker_.state(), request_, began_));
}

// Brings what the transaction asks for, as long as it can be had without waiting.
void Exchange::step(Need need) {
  while (need != Need::Done) {
    if (need == Need::Body && !body_ended_) {
      if (transaction_->stream_body()) return stream();
      state_ = State::Hashing;
      is_held_ = true;
      return want_body(true);
    }
    if (need == Need::Address) return ask_address();
    if (need == Need::Authorizer && authorizer_of(transaction_->wanted_authorizer().urn))
      return ask_authorizer();
    const bool asks_iam = need == Need::Identity || !transaction_->wanted_identity().access.empty();
    if (asks_iam && worker_.iam() != nullptr && (need == Need::Identity || need == Need::Secret))
      return ask_iam();
    if (need == Need::Tokens && worker_.limits().is_open()) {
      state_ = State::Deciding;
      return worker_.limits().wait(*this);
    }
    need = bring(need);
  }
  decided();
}

Need Exchange::bring(Need need) {
  if (need == Need::Body) {
    if (transaction_->bring_body(held_) != Need::Body) return transaction_->need();
    return transaction_->end_body();
  }
  if (need == Need::Secret) return transaction_->bring_secrets({});  // all keys stand in the plan
  return transaction_->decline();
}

void Exchange::bring_tokens(bool in_time) {
  const Need need = in_time ? transaction_->bring_tokens(clocks()) : transaction_->decline();
  if (need == Need::Tokens) return;  // it waits on
  worker_.limits().leave(*this);
  step(need);
}

const Service* Exchange::authorizer_of(std::string_view urn) const {
  for (const auto& [known, service] : worker_.authorizers())
    if (known == urn || known == "*") return &service;
  return nullptr;
}

void Exchange::ask_authorizer() {
  state_ = State::Deciding;
  const sluice::AuthorizerCall call = transaction_->wanted_authorizer();
  ask(*authorizer_of(call.urn), std::string(call.event), [this](int status, const std::string& body) {
    const auto answer = sluice::authorizer::read_answer(body);
    if (status != 200 || !answer) return step(transaction_->bring_authorizer(500, {}));
    step(transaction_->bring_authorizer(answer->status, answer->body));
  });
}

// One question: who a token belongs to, or what the secrets of a key are, or who holds it.
void Exchange::ask_iam() {
  state_ = State::Deciding;
  ask(*worker_.iam(), iam_question(transaction_->wanted_identity()),
      [this](int status, const std::string& body) {
        IamAnswer answer;
        if (status == 200) read_iam_answer(body, answer);
        if (transaction_->need() == Need::Identity)
          return step(transaction_->bring_identity(answer.identity));
        const std::vector<std::string_view> secrets(answer.secrets.begin(), answer.secrets.end());
        step(transaction_->bring_secrets(secrets));
      });
}

void Exchange::ask(const Service& service, std::string question, Inquiry::Told told) {
  inquiry_ = std::make_unique<Inquiry>(worker_, service, std::move(question),
                                       [this, told = std::move(told)](int status, const std::string& body) {
                                         const std::string kept = body;  // of the inquiry, which ends here
                                         worker_.bury(std::move(inquiry_));
                                         told(status, kept);
                                       });
  inquiry_->start();
}

void Exchange::ask_address() {
  state_ = State::Deciding;
  question_ =
      worker_.resolver().ask(transaction_->wanted_name(), [this](const Resolver::Addresses& addresses) {
        question_ = 0;
        step(transaction_->bring_addresses(addresses));
      });
}

void Exchange::decided() {
  wants_body_ = false;
  decision_ns_ = nanoseconds_since(began_);
  const sluice::Decision& d = decision();
  count_verdict();
  switch (d.verdict) {
    case sluice::Verdict::Forward:
      state_ = State::Forwarding;
      return forward();
    case sluice::Verdict::Pass:  // the handlers of a host that has some would go here
      return respond(200, d.response_headers, "{\"served_by\": \"gateway\"}\n");
    case sluice::Verdict::Respond:
    case sluice::Verdict::Reject:
      return answer_decision();
  }
}

void Exchange::forward() {
  forward_ = std::make_unique<Forward>(*this);
  forward_->start();
}

void Exchange::answer_decision() {
  worker_.bury(std::move(forward_));
  const sluice::Decision& d = decision();
  if (d.verdict == sluice::Verdict::Reject) worker_.count().refused[static_cast<std::size_t>(d.row)].add();
  respond(d.response.status, d.response.headers, d.response.body);
}

void Exchange::refuse(sluice::Reason reason) {
  body_ended_ = closes_ = true;
  if (state_ == State::Answered) return complete();
  if (forward_ != nullptr && forward_->has_begun_answer()) return client_.cut_off();
  if (forward_ != nullptr) forward_->abandon();
  worker_.bury(std::move(forward_));
  if (transaction_) transaction_->abandon();
  const sluice::error::Row row = sluice::error::row(reason);
  worker_.count().refused[static_cast<std::size_t>(row)].add();
  std::array<char, 512> room;
  const std::string_view id(request_id_.data(), request_id_.size());
  const auto body = sluice::error::render(sluice::error::row(row), id, room);
  const sluice::Header headers[] = {{"Content-Type", "application/json"}, {"X-Request-Id", id}};
  respond(sluice::error::row(row).status, headers, body.value_or(std::string_view()));
}

bool Exchange::rest_is_small() const {
  return request_.body_bytes.value_or(UINT64_MAX) <= kSmallRest && !client_.framing().expects_continue;
}

// An answer of our own. What is left of the body is read and dropped where it is short; else the connection
// ends with the answer.
void Exchange::respond(std::uint16_t status, sluice::Headers headers, std::string_view body) {
  release();
  const bool has_no_body = status == 204 || status == 304;
  closes_ |= client_.must_close() || (!body_ended_ && !rest_is_small());
  AnswerHead head{.status = status, .closes = closes_, .is_http10 = client_.framing().is_http10};
  if (!has_no_body) head.body.bytes = body.size();
  std::string& text = worker_.text();
  text.clear();
  write_answer(text, head, headers);
  if (!has_no_body && !is_head_request()) text += body;
  client_.send(text);
  served(status, closes_);
}

void Exchange::served(std::uint16_t status, bool closes) {
  status_ = status;
  closes_ |= closes;
  state_ = State::Answered;
  if (body_ended_ || closes_) return complete();
  client_.stream().flush();
  want_body(true);
}

void Exchange::complete() {
  write_log(status_);
  client_.served(closes_, body_ended_);
}

void Exchange::client_drained() {
  if (forward_) forward_->client_drained();
}
void Exchange::client_ended() { forward_->client_ended(); }
void Exchange::from_client(std::string_view bytes) { forward_->from_client(bytes); }

void Exchange::abandon() {
  worker_.resolver().forget(question_);
  worker_.limits().leave(*this);
  worker_.bury(std::move(inquiry_));
  if (forward_) forward_->abandon();
  if (transaction_ == nullptr || state_ == State::Answered) return;
  // A decision that was made is told of; one that is not made leaves nothing but the request.
  const bool is_made = transaction_->need() == Need::Done;
  if (is_made) write_log(kClientGone);
  transaction_->abandon();
  if (!is_made) write_log(kClientGone);
}

}  // namespace gateway
