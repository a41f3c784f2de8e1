"""Who ever sees a part of a tool: conditions that go round in a circle, or that nobody meets."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from goldenthread.tools.form.parts import Part, Parts
from goldenthread.tools.form.questions import SEVERAL
from goldenthread.tools.form.shapes import Fault


@dataclass
class Needs:
    """What has to be so for a part to be shown: the values left for each thing that is asked."""

    of: dict[str, set[str]] = field(default_factory=dict)

    def add(self, what: str, values: set[str]) -> None:
        self.of[what] = self.of[what] & values if what in self.of else set(values)

    @property
    def impossible(self) -> str:
        """What cannot be met, "" where everything can."""
        return next((what for what, values in self.of.items() if not values), "")

    def both(self, other: "Needs") -> "Needs":
        made = Needs({what: set(values) for what, values in self.of.items()})
        for what, values in other.of.items():
            made.add(what, values)
        return made


def asked_of(part: Part) -> Iterator[tuple[str, set[str], int]]:
    """The questions that a part's condition asks for: key, values, and the place in the condition."""
    for n, each in enumerate(part.when.get("answers", [])):
        if each and "question" in each:
            yield each["question"], {v for v in each.get("is", []) if v}, n


def clause_count(parts: Parts) -> int:
    """How many answers all conditions ask for."""
    return sum(1 for part in (*parts.sections, *parts.questions) for _ in asked_of(part))


def condition_faults(parts: Parts) -> Iterator[Fault]:
    """Conditions that name nothing, or ask for what comes later, does not exist or goes in a circle."""
    for part in (*parts.sections, *parts.questions):
        at = (*part.path, "shown_when")
        for name in ("case_type", "role"):
            if part.when.get(name) == []:
                yield Fault(part.where, f"is shown for no {name.replace('_', ' ')}", (*at, name))
        for key, values, n in asked_of(part):
            yield from _asked_faults(parts, part, key, values, (*at, "answers", n))
    yield from _circles(parts)


def _asked_faults(
    parts: Parts, part: Part, key: str, values: set[str], path: tuple[str | int, ...]
) -> Iterator[Fault]:
    asked = parts.question(key)
    if asked is None:
        yield Fault(part.where, f"is shown by question {key}, which is not in the tool", path)
        return
    unknown = sorted(values - parts.answers(asked))
    if unknown:
        what = f"is shown by {', '.join(unknown)}, which is no answer to question {key}"
        yield Fault(part.where, what, path)
    if asked.place >= part.place and not _depends(parts, asked, part):
        yield Fault(part.where, f"is shown by question {key}, which comes after it", path)


def _depends(parts: Parts, part: Part, on: Part) -> bool:
    return on in _before(parts, part)


def _before(parts: Parts, part: Part) -> dict[Part, None]:
    """Every part that this one waits for, itself left out unless it waits for itself."""
    found: dict[Part, None] = {}
    waiting = [*_next(parts, part)]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found[each] = None
            waiting += _next(parts, each)
    return found


def _next(parts: Parts, part: Part) -> list[Part]:
    asked = [parts.question(key) for key, _, _ in asked_of(part)]
    return [each for each in (part.above, *asked) if each]


def _circles(parts: Parts) -> Iterator[Fault]:
    conditional = [part for part in (*parts.sections, *parts.questions) if part.when]
    for part in conditional:
        if part in _before(parts, part):
            others = [p.key for p in _before(parts, part) if p.when and p is not part]
            through = f" through {', '.join(others[:5])}" if others else ""
            what = f"waits for itself{through}: its condition goes round in a circle"
            yield Fault(part.where, what, (*part.path, "shown_when"))


def needs(parts: Parts, part: Part) -> Needs:
    """Everything that has to be so for a part to be shown, with what its condition waits for."""
    made = Needs()
    for each in (part, *_before(parts, part)):
        for name, word in (("case_type", "case type"), ("role", "role")):
            if each.when.get(name):
                made.add(word, {value for value in each.when[name] if value})
        for key, values, _ in asked_of(each):
            asked = parts.question(key)
            if asked is None:
                continue
            several = asked.data.get("type") in SEVERAL
            # Of several ticked, two different ones may both be there.
            name = f"question {key}" + (f" {sorted(values)}" if several else "")
            made.add(name, values & parts.answers(asked))
    return made


def unreachable_faults(parts: Parts) -> Iterator[Fault]:
    """Parts that no audit shows, each named once: not the parts of a section that is never shown."""
    hidden: list[Part] = []
    for part in sorted((*parts.sections, *parts.questions), key=lambda each: each.place):
        if not part.when or any(above in hidden for above in part.line_up()):
            continue
        if part in _before(parts, part):
            hidden.append(part)
            continue
        impossible = needs(parts, part).impossible
        if impossible:
            hidden.append(part)
            what = (
                f"can never be shown: nothing is left of {impossible} that all its conditions allow"
            )
            yield Fault(part.where, what, (*part.path, "shown_when"))
