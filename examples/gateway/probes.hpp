// Active health checks: one worker probes the members of channels, as often as each channel says, and tells
// the library what came of it. Which member is down is the library's.
#pragma once

#include <memory>
#include <vector>

#include "links.hpp"
#include "mortal.hpp"
#include "sluice/probe.hpp"

namespace gateway {

class Probes {
 public:
  explicit Probes(Worker& worker) : worker_(worker) {}

  /// Starts what is due; called once a second.
  void run();

 private:
  Worker& worker_;
  const sluice::Plan* plan_ = nullptr;  // whose probes are scheduled
  std::vector<std::uint64_t> due_;      // by index of the probe, on the loop's clock
};

/// One probe: connects, over HTTP asks, reports, ends.
class ProbeRun final : public Mortal, Link::User {
 public:
  ProbeRun(Worker& worker, std::shared_ptr<const std::shared_ptr<const sluice::Plan>> plan,
           std::size_t index);
  ~ProbeRun() override;
  static void begin(std::unique_ptr<ProbeRun> run);

 private:
  void opened() override;
  void answered(const sluice::http1::Answer& answer) override;
  void answer_piece(std::string_view) override {}
  void answer_ended() override {}
  void tunnelled(std::string_view) override {}
  void link_drained() override {}
  void failed(Link::Failure) override { end(); }
  void connect(const sluice::Address& address);
  void end();

  Worker& worker_;
  std::shared_ptr<const std::shared_ptr<const sluice::Plan>> plan_;
  std::size_t index_;
  sluice::Probe probe_;
  sluice::ProbeResult result_;
  std::unique_ptr<Link> link_;
  std::uint64_t question_ = 0;
};

}  // namespace gateway
