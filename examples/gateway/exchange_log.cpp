// The end of a request in the counters and in the access log.
#include <algorithm>

#include "client.hpp"
#include "clocks.hpp"
#include "exchange.hpp"
#include "sluice/exchange.hpp"
#include "worker.hpp"

namespace gateway {

void Exchange::add_attempt(std::string address, sluice::log::Attempt attempt) {
  if (worker_.log().is_open()) attempts_.emplace_back(std::move(address), attempt);
}

// The end of every call: what it was goes to the counters and to the log.
void Exchange::write_log(std::uint16_t status) {
  Counters& count = worker_.count();
  count.statuses[std::min<std::size_t>(status / 100, 5)].add();
  count.decision_ns.add(decision_ns_);
  count.total_ns.add(nanoseconds_since(began_));
  if (worker_.log().is_open() && sluice::wants_log(**plan_)) write_line(status);
}

void Exchange::write_line(std::uint16_t status) {
  std::vector<sluice::log::Attempt> attempts;
  for (auto& [address, attempt] : attempts_) {
    attempt.address = address;
    attempts.push_back(attempt);
  }
  const sluice::Decision unread{};
  const sluice::Decision& known = transaction_ ? decision() : unread;
  sluice::log::Record record =
      sluice::record_of(**plan_, known, request_, began_,
                        {.protocol = client_.framing().is_http10 ? "HTTP/1.0" : "HTTP/1.1",
                         .request_bytes = client_.request_bytes(),
                         .status = status,
                         .response_bytes = client_.answer_bytes(),
                         .milliseconds = nanoseconds_since(began_) / 1000000,
                         .attempts = attempts});
  record.request_id = {request_id_.data(), request_id_.size()};
  if (record.caller.address.empty()) record.caller.address = client_.peer();
  std::string& room = worker_.text();
  std::size_t forwarded = 0;
  for (const sluice::Header& field : record.request.fields)
    if (field.name.size() == 15) forwarded += field.value.size() + 2;  // X-Forwarded-For, it may be
  room.resize(2048 +
              4 * (request_.target.size() + record.upstream_uri.size() + request_.host.size() +
                   record.request.user_agent.size() + forwarded) +
              128 * attempts.size());
  if (const auto line = sluice::log::write(record, sluice::log_masks(**plan_), room))
    worker_.log().add(*line);
  else
    worker_.count().log_lost.add();
}

}  // namespace gateway
