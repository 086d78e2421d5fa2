// The signature doctor.
#include "signing.hpp"
#include "sluice/explain_signature.hpp"

using namespace sluice;
using namespace sluice::capi;

struct sluice_diagnosis : Handle<0x736c7569'64696167> {
  explicit sluice_diagnosis(doctor::Report&& from) noexcept : report(std::move(from)) {}
  doctor::Report report;
};

void sluice_signature_case_init(sluice_signature_case* given) {
  if (given == nullptr) return;
  *given = {};
  given->size = sizeof *given;
}

sluice_status sluice_signature_diagnose(sluice_diagnosis** diagnosis, const sluice_signature_case* given) {
  if (diagnosis == nullptr) return SLUICE_INVALID;
  return guard([&] {
    sluice_signature_case known;
    sluice_signature_case_init(&known);
    doctor::Case at_hand{};
    HeaderList fields;
    if (!read_sized(given, known) || !read_request(known.request, at_hand.request, fields))
      return SLUICE_INVALID;
    if (!is_text(known.body) || !is_text(known.secret) || !is_text(known.client_text)) return SLUICE_INVALID;
    at_hand.body = view(known.body);
    at_hand.secret = view(known.secret);
    at_hand.client_text = view(known.client_text);
    if (Now now; read_now(known.now, now)) at_hand.now = now;
    auto report = doctor::diagnose(at_hand);
    if (!report) return SLUICE_OUT_OF_MEMORY;
    *diagnosis = new sluice_diagnosis(std::move(*report));
    return SLUICE_OK;
  });
}

void sluice_diagnosis_free(sluice_diagnosis* diagnosis) {
  if (is_handle(diagnosis)) delete diagnosis;
}

sluice_status sluice_diagnosis_read(int32_t* is_right, uint32_t* unreadable, sluice_text* canonical_request,
                                    const sluice_diagnosis* diagnosis) {
  if (!is_handle(diagnosis)) return SLUICE_INVALID;
  const doctor::Report& report = diagnosis->report;
  if (is_right != nullptr) *is_right = report.is_signature_right;
  if (unreadable != nullptr) *unreadable = static_cast<std::uint32_t>(report.unreadable);
  if (canonical_request != nullptr) *canonical_request = text(report.canonical_request);
  return SLUICE_OK;
}

sluice_status sluice_diagnosis_finding(sluice_finding* finding, const sluice_diagnosis* diagnosis,
                                       size_t index) {
  if (finding == nullptr || !is_handle(diagnosis)) return SLUICE_INVALID;
  if (index >= diagnosis->report.findings.size()) return SLUICE_NOT_FOUND;
  const doctor::Finding& found = diagnosis->report.findings[index];
  *finding = {text(doctor::text(found.cause)), text(found.sentence), text(found.client_line),
              text(found.right_line), found.proved};
  return SLUICE_OK;
}
