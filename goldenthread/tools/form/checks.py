"""What is wrong with a tool before it is stored: its shape, what its parts say of each other, and the
standing checks: a grade without descriptors, a part nobody can reach, a rule that can never fire."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from goldenthread.tools.form.parts import Data, Part, Parts
from goldenthread.tools.form.questions import (
    NONE_OF_THESE,
    NOT_APPLICABLE,
    OVERALL,
    SEVERAL,
    WORDED,
)
from goldenthread.tools.form.reaching import (
    clause_count,
    condition_faults,
    needs,
    unreachable_faults,
)
from goldenthread.tools.form.scales import FEWEST_STEPS
from goldenthread.tools.form.shapes import MOST_QUESTIONS_OF_A_TOOL, Fault, Path, shaped
from goldenthread.tools.form.subjects import SUBJECTS

MOST_CLAUSES = 500
LONGEST_VALUE = 600  # characters of an answer with several values
CHOSEN = ("choice", *SEVERAL)
ONLY_FOR = {
    "scale": ("scale",), "choices": CHOSEN, "limit_months": ("months_since",), "least": ("number",),
    "most": ("number",), "unit": ("number",), "descriptors": ("grade", "scale"),
}  # fmt: skip


def faults(tree: Any) -> list[Fault]:
    """What is wrong with a tool, each fault with its place; empty when all is well."""
    body, found = shaped(tree)
    if not isinstance(body, Mapping):
        return found
    parts = Parts(body)
    if len(parts.questions) > MOST_QUESTIONS_OF_A_TOOL:
        what = f"has {len(parts.questions):,} questions; {MOST_QUESTIONS_OF_A_TOOL:,} are the most"
        return [*found, Fault("the tool", what, ("sections",))]
    if clause_count(parts) > MOST_CLAUSES:
        what = f"asks for {clause_count(parts):,} answers in its conditions; {MOST_CLAUSES} are the most"
        return [*found, Fault("the tool", what, ("sections",))]
    return [
        *found,
        *_repeated(parts),
        *_of_the_tool(parts),
        *(fault for scale, path in _scales(body) for fault in _of_a_scale(scale, path)),
        *(fault for section in parts.sections for fault in _of_a_section(section)),
        *(fault for question in parts.questions for fault in _of_a_question(parts, question)),
        *condition_faults(parts),
        *unreachable_faults(parts),
        *(fault for n, rule in enumerate(body.get("rules", ())) for fault in _of_a_rule(parts, rule, n)),
    ]  # fmt: skip


def _scales(body: Data) -> Iterator[tuple[Data, Path]]:
    if body.get("scale"):
        yield body["scale"], ("scale",)
    yield from ((s, ("scales", n)) for n, s in enumerate(body.get("scales", ())) if s)


def _repeated(parts: Parts) -> Iterator[Fault]:
    """Keys that stand twice."""
    for group in (parts.sections, parts.questions):
        seen: set[str] = set()
        for part in group:
            if part.key in seen and part.key != "?":
                yield Fault(part.where, "stands twice in the tool", (*part.path, "key"))
            seen.add(part.key)
    scales = [scale.get("key") for scale, _ in _scales(parts.body)]
    for key in _twice(scales):
        yield Fault("the tool", f"has two scales {key}", ("scales",))
    for key in _twice(rule.get("key") for rule in parts.body.get("rules", ()) if rule):
        yield Fault("the tool", f"has two rules {key}", ("rules",))
    was = [(part, part.data["formerly"]) for part in parts.questions if "formerly" in part.data]
    for part, key in was:
        if parts.question(key):
            what = f"was formerly {key}, which is still in the tool"
            yield Fault(part.where, what, (*part.path, "formerly"))


def _twice(keys: Iterable[Any]) -> list[Any]:
    return [key for key, count in Counter(keys).items() if count > 1 and key is not None]


def _of_the_tool(parts: Parts) -> Iterator[Fault]:
    body = parts.body
    if body.get("graded") and not body.get("scale"):
        yield Fault("the tool", "is graded but names no scale", ("graded",))
    if not parts.questions:
        yield Fault("the tool", "has no question", ("sections",))
    subject = body.get("subject", "case_file")
    for key in SUBJECTS[subject].header:
        if not parts.question(key):
            about = SUBJECTS[subject].label.lower()
            yield Fault("the tool", f"is about {about} and has to ask {key}", ("subject",))


def _of_a_scale(scale: Data, path: Path) -> Iterator[Fault]:
    where, steps = f"scale {scale.get('key', '?')}", [s for s in scale.get("steps", ()) if s]
    if len(steps) < FEWEST_STEPS:
        yield Fault(where, f"has to have {FEWEST_STEPS} steps or more", (*path, "steps"))
    for key in _twice(step.get("key") for step in steps):
        yield Fault(where, f"has the step {key} twice", (*path, "steps"))
    for n, step in enumerate(steps):
        at, name = (*path, "steps", n), f"{where}, step {step.get('key', '?')}"
        if step.get("key") in (NOT_APPLICABLE, NONE_OF_THESE):
            yield Fault(name, "is a word that the form keeps for itself; choose another", at)
        if step.get("escalates") and step.get("meets_standard"):
            yield Fault(name, "escalates, though it meets the standard", at)
        if n and steps[n - 1].get("meets_standard") and not step.get("meets_standard"):
            what = "does not meet the standard, though the step before it, which is worse, does"
            yield Fault(name, f"{what}; steps go from worst to best", at)


def _of_a_section(part: Part) -> Iterator[Fault]:
    data = part.data
    if not data.get("questions") and not data.get("sections"):
        yield Fault(part.where, "has no question", part.path)
    if data.get("kind") == "overall" and data.get("key") != OVERALL:
        what = f"is of kind overall, so its key has to be {OVERALL}"
        yield Fault(part.where, what, (*part.path, "key"))
    for name in ("case_type", "role", "answers"):
        if name in part.when:
            break
    else:
        if "shown_when" in data:
            yield Fault(part.where, "has a condition that says nothing", (*part.path, "shown_when"))


def _of_a_question(parts: Parts, part: Part) -> Iterator[Fault]:
    data, kind = part.data, part.data.get("type")
    if kind is None:
        return
    for name, kinds in ONLY_FOR.items():
        if name in data and kind not in kinds:
            what = f"has {name}, which a question of type {kind} does not have"
            yield Fault(part.where, what, (*part.path, name))
    if kind == "months_since" and "limit_months" not in data:
        yield Fault(part.where, "counts months and has to say limit_months", part.path)
    if data.get("least", -100_000) > data.get("most", 999_999):
        yield Fault(part.where, "has a least number above the most", (*part.path, "least"))
    unknown = [v for v in data.get("words_for", ()) if v and v not in parts.answers(part)]
    if unknown:
        what = f"asks for words with {', '.join(unknown)}, which is no answer to it"
        yield Fault(part.where, what, (*part.path, "words_for"))
    if data.get("words_for") and not data.get("text_label"):
        what = "asks for words, but has no text_label for the box to write them in"
        yield Fault(part.where, what, (*part.path, "words_for"))
    if data.get("na_needs_reason") and not data.get("text_label") and kind not in WORDED:
        what = "asks why it does not apply, but has no text_label for the box to write it in"
        yield Fault(part.where, what, (*part.path, "na_needs_reason"))
    yield from _of_choices(part)
    if kind in ("grade", "scale"):
        yield from _of_a_grade(parts, part)


def _of_choices(part: Part) -> Iterator[Fault]:
    data, kind = part.data, part.data["type"]
    keys = [str(choice.get("key", "?")) for choice in data.get("choices", ()) if choice]
    at = (*part.path, "choices")
    if kind in CHOSEN and not keys:
        yield Fault(part.where, "has no choices", part.path)
    for key in _twice(keys):
        yield Fault(part.where, f"has the choice {key} twice", at)
    for key in keys:
        if key == NOT_APPLICABLE or (key == NONE_OF_THESE and kind in SEVERAL):
            what = f"has a choice {key}, a word that the form keeps for itself; choose another"
            yield Fault(part.where, what, at)
    if kind in SEVERAL and len(" ".join(keys)) > LONGEST_VALUE:
        yield Fault(part.where, "has more choices than an answer can hold; split the question", at)


def _of_a_grade(parts: Parts, part: Part) -> Iterator[Fault]:
    data, steps = part.data, parts.steps(part)
    if not steps:
        named = f"the scale {data['scale']}" if "scale" in data else "a scale"
        what = "is a grade, but the tool names no scale"
        if data["type"] == "scale":
            what = f"is answered on {named}, which the tool does not have"
        yield Fault(part.where, what, part.path)
        return
    keys = {step.get("key") for step in steps}
    said = data.get("descriptors", {})
    for key in said:
        if key not in keys:
            at = (*part.path, "descriptors", key)
            yield Fault(part.where, f"describes {key}, which is no step of the scale", at)
    bare = [
        s["key"] for s in steps if "key" in s and not (said.get(s["key"]) or s.get("descriptor"))
    ]
    if bare:
        at = (*part.path, "descriptors") if said else part.path
        yield Fault(part.where, f"is a grade without descriptors for {', '.join(bare)}", at)


def _of_a_rule(parts: Parts, rule: Data | None, n: int) -> Iterator[Fault]:
    if not rule:
        return
    where, path = f"rule {rule.get('key', '?')}", ("rules", n)
    keys = [step.get("key") for step in (parts.scale() or {}).get("steps", ()) if step]
    judged = []
    for name in ("section", "limits"):
        section = parts.section(rule.get(name, ""))
        if section is None or not parts.question(f"{section.key}.grade"):
            what = f"is about section {rule.get(name, '?')}, which has no grade"
            yield Fault(where, f"{what}, so it can never fire", (*path, name))
        else:
            judged.append(section)
    grades = [grade for grade in rule.get("grades", ()) if grade]
    for grade in (*grades, rule.get("no_better_than", "")):
        if grade and grade not in keys:
            yield Fault(where, f"names {grade}, which is no step of the scale", path)
    best = rule.get("no_better_than")
    if not grades or (keys and best == keys[-1]):
        yield Fault(where, "can never fire: no grade is above the one it allows", path)
    elif len(judged) == 2 and _never_together(parts, *judged):
        yield Fault(where, "can never fire: its two sections are never shown together", path)
    elif _limits_itself(judged) and all(
        keys.index(g) <= keys.index(best) for g in grades if g in keys
    ):
        yield Fault(where, "can never fire: it limits a section by a grade it allows", path)


def _limits_itself(judged: list[Part]) -> bool:
    return len(judged) == 2 and judged[0].key == judged[1].key


def _never_together(parts: Parts, one: Part, other: Part) -> bool:
    return bool(needs(parts, one).both(needs(parts, other)).impossible)
