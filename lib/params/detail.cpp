// What a refused caller reads about its own parameter.
#include "base/writer.hpp"
#include "sluice/params.hpp"

namespace sluice::params {
namespace {

std::string_view text_of(Reason reason) noexcept {
  switch (reason) {
    case Reason::ParameterRequired:
      return "required";
    case Reason::ParameterNotNumber:
      return "not a number";
    case Reason::ParameterTooSmall:
      return "too small";
    case Reason::ParameterTooLarge:
      return "too large";
    case Reason::ParameterTooShort:
      return "too short";
    case Reason::ParameterTooLong:
      return "too long";
    default:
      return "not allowed";
  }
}

std::string_view text_of(Place place) noexcept {
  return place == Place::Path ? "path" : place == Place::Query ? "query" : "header";
}

}  // namespace

std::optional<std::string_view> detail(const Params& params, const Refusal& refusal, Room room) noexcept {
  Writer out(room);
  out.put("Invalid ");
  out.put(text_of(params.place(refusal.index)));
  out.put(" parameter: ");
  out.put(params.name(refusal.index));
  out.put(", ");
  out.put(text_of(refusal.reason));
  return out.finish();
}

}  // namespace sluice::params
