"""The plan of a selection in words, for the pages and papers that speak of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from goldenthread.people.models import Team
from goldenthread.people.queries import vocabulary
from goldenthread.programme.models import Round
from goldenthread.programme.queries.before import grades_before
from goldenthread.programme.queries.plan import SERVICE, Plan, sample_of, wave_of

DATE_WORDS = {
    "opened_on": "The day the case was opened",
    "closed_on": "The day the case was closed",
    "last_seen_on": "The day the child was last seen",
    "last_review_on": "The day of the last review",
}
WAYS = {
    "proportional": "in proportion to the cases of each case type",
    "equal": "the same number of each case type",
    "neyman": "more of the case types whose audits differed most in the round before",
}


def plan_in_words(round: Round, design: Plan, *, is_public: bool = False) -> list[str]:
    """What was asked for, a sentence for each thing; `design` is the round's or a selection's.

    `is_public`: for a paper that goes out, without names of teams and without how many of a group.
    """
    sample = sample_of(design)
    what = _what_in_public if is_public else _what
    cover = _cover_in_public if is_public else _cover
    return [*what(round, design, sample), *_window(sample), *cover(sample)]


def _what_in_public(round: Round, design: Plan, sample: Mapping[str, Any]) -> Iterator[str]:
    if "only" in sample:
        yield from _again(round, design, "some")
    elif isinstance(sample.get("quotas"), Mapping) and not wave_of(design):
        yield "A number typed for each case type."
    else:
        yield from _what(round, design, sample)


def _cover_in_public(sample: Mapping[str, Any]) -> Iterator[str]:
    bounds = sample.get("bounds", {})
    yield from _cover({key: said for key, said in sample.items() if key != "bounds"})
    if bounds:
        yield "For some teams or services, how many cases at least and at most."


def _what(round: Round, design: Plan, sample: Mapping[str, Any]) -> Iterator[str]:
    quotas, size, wave = sample.get("quotas", "proportional"), sample.get("size"), wave_of(design)
    if wave:
        yield f"Wave {wave[0]} of {wave[1]} of a rotation that takes every case once."
    elif "only" in sample:
        yield from _again(round, design, str(size))
    elif size == "all":
        yield "Every case that could be selected."
    elif isinstance(quotas, Mapping):
        words = vocabulary()
        each = ", ".join(f"{n} {words('case_type', code)}" for code, n in quotas.items())
        yield f"Numbers typed for each case type: {each}."
    elif "detect" in sample:
        percent = sample["detect"]["percent"]
        yield f"As many cases as would show, with 95% certainty, what is so in {percent}% of them."
    elif size:
        yield f"{size} cases, {WAYS[quotas]}."


def _again(round: Round, design: Plan, size: str) -> Iterator[str]:
    labels = {step.key: step.label for step in grades_before(round)}
    again = design.get("again", {})
    title = round.follows.title if round.follows and labels else "an earlier round"
    for how, part in (("all", "all"), ("share", size)):
        if grades := again.get(how):
            names = ", ".join(labels.get(key, key) for key in grades)
            yield f"Audited again from {title}: {part} of those graded {names}."


def _window(sample: Mapping[str, Any]) -> Iterator[str]:
    if window := sample.get("exclude", {}).get("window"):
        first, last = (date.fromisoformat(window[key]) for key in ("from", "to"))
        what = DATE_WORDS[window["column"]]
        yield f"{what}: from {first:%-d %B %Y} to {last:%-d %B %Y}."


def _cover(sample: Mapping[str, Any]) -> Iterator[str]:
    if n := sample.get("minimum_per_worker"):
        yield f"At least {n} {'case' if n == 1 else 'cases'} of each practitioner."
    if sample.get("family") == "once":
        yield "At most one child of a family."
    if sample.get("family") == "together":
        yield "All children of a family or none."
    if bounds := sample.get("bounds"):
        names = dict(Team.objects.order_by().values_list("ref", "name"))
        for level, of in sorted(bounds.items(), reverse=True):
            the = "the service " if level == SERVICE else ""
            for ref, (fewest, most) in of.items():
                yield f"From {the}{names.get(ref, ref)} at least {fewest} and at most {most}."
