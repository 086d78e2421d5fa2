#include "probes.hpp"

#include "clocks.hpp"
#include "worker.hpp"

namespace gateway {

void Probes::run() {
  const auto& plan = worker_.plan();
  const std::uint64_t now = uv_now(worker_.loop());
  if (plan->get() != plan_) {
    plan_ = plan->get();
    due_.assign(sluice::probe_count(*plan_), now);
  }
  for (std::size_t i = 0; i < due_.size(); ++i) {
    if (now < due_[i]) continue;
    due_[i] = now + 1000 * std::uint64_t{sluice::probe(*plan_, i).interval_seconds};
    ProbeRun::begin(std::make_unique<ProbeRun>(worker_, plan, i));
  }
}

ProbeRun::ProbeRun(Worker& worker, std::shared_ptr<const std::shared_ptr<const sluice::Plan>> plan,
                   std::size_t index)
    : worker_(worker), plan_(std::move(plan)), index_(index), probe_(sluice::probe(**plan_, index)) {}

ProbeRun::~ProbeRun() { worker_.resolver().forget(question_); }

// From here on the run belongs to itself, until `end`.
void ProbeRun::begin(std::unique_ptr<ProbeRun> owned) {
  ProbeRun* const run = owned.release();
  if (const auto address = sluice::read_address(run->probe_.host)) return run->connect(*address);
  run->question_ = run->worker_.resolver().ask(run->probe_.host, [run](const Resolver::Addresses& addresses) {
    run->question_ = 0;
    addresses.empty() ? run->end() : run->connect(addresses.front());
  });
}

void ProbeRun::connect(const sluice::Address& address) {
  const bool is_secure = probe_.protocol == sluice::Probe::Protocol::Https;
  link_ = worker_.links().open(
      {.address = address, .port = probe_.port, .is_secure = is_secure, .name = probe_.host}, *this);
  link_->stream().limit(1000 * std::uint64_t{probe_.timeout_seconds});
}

void ProbeRun::opened() {
  result_.connected = true;
  if (probe_.protocol == sluice::Probe::Protocol::Tcp) return end();
  std::string text(probe_.method);
  text.append(" ").append(probe_.path).append(" HTTP/1.1\r\nHost: ").append(probe_.host);
  text.append("\r\nConnection: close\r\n\r\n");
  link_->expect({.method = probe_.method});
  link_->stream().send(text);
  link_->stream().flush();
  link_->stream().limit(1000 * std::uint64_t{probe_.timeout_seconds});
}

void ProbeRun::answered(const sluice::http1::Answer& answer) {
  result_.status = answer.status;
  end();
}

void ProbeRun::end() {
  sluice::report(**plan_, worker_.state(), index_, clocks(), result_);
  if (link_) link_->serve(nullptr);
  worker_.bury(std::move(link_));
  worker_.bury(std::unique_ptr<Mortal>(this));
}

}  // namespace gateway
