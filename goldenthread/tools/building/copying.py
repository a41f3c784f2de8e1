"""A section or question copied from another tool, with the scales that its answers are given on."""

from copy import deepcopy

from goldenthread.tools.building.parts import PartRefused
from goldenthread.tools.building.places import Body, keys, part, scales, told_apart
from goldenthread.tools.form.questions import OVERALL
from goldenthread.tools.form.shapes import MOST_QUESTIONS, MOST_SECTIONS, Fault


def copy(body: Body, source: Body, kind: str, key: str, *, within: str, taken: set[str]) -> str:
    """Put a copy of a part of `source` last; the key it has here is returned.

    Keys stay where they are free, so that what is copied stays comparable. Conditions on questions that
    this tool does not have are left out. `within`: the section that a question is copied into; `taken`:
    keys of earlier versions, which mean something else. Raises NoSuchPart, PartRefused.
    """
    copied = deepcopy(part(source, kind, key))
    copied.pop("formerly", None)
    if kind == "question":
        around = part(body, "section", within).setdefault("questions", [])
        _room(around, MOST_QUESTIONS)
        copied["key"] = _question_key(body, copied, within, key.partition(".")[2], taken)
        copied.pop("shown_when", None)
        _bring_scales(body, source, [copied])
        around.append(copied)
        return str(copied["key"])
    _room(body["sections"], MOST_SECTIONS)
    _name(body, copied, taken)
    _bring_scales(body, source, _questions(copied))
    body["sections"].append(copied)
    _keep_known_conditions(body, copied)
    return str(copied["key"])


def _room(around: list[Body], most: int) -> None:
    if len(around) >= most:
        raise PartRefused((Fault("the copy", f"finds no room: {most} are the most"),))


def _question_key(body: Body, copied: Body, within: str, name: str, taken: set[str]) -> str:
    known = {*keys(body, "question"), *taken}
    grade = f"{within}.grade"
    if copied["type"] == "grade" and grade not in keys(body, "question"):
        return grade
    name = "graded" if name == "grade" else name
    return told_apart(f"{within}.{name or copied['key']}"[:60], known)


def _name(body: Body, section: Body, taken: set[str]) -> None:
    """Keys that this tool does not use yet, for a section with its parts and all their questions."""
    sections = [section, *section.get("sections", ())]
    known = {*keys(body, "section"), *(key.partition(".")[0] for key in taken)}
    renamed: dict[str, str] = {}
    for each in sections:
        new = told_apart(each["key"], known, 40)
        if new != each["key"] and each["kind"] == OVERALL:
            each["kind"] = "domain"
        known.add(new)
        for question in each.get("questions", ()):
            was = question["key"]
            question["key"] = f"{new}.{was.partition('.')[2] or was}"[:60]
            renamed[was] = question["key"]
            question.pop("formerly", None)
        each["key"] = new
        each.pop("formerly", None)
    for each in (*sections, *_questions(section)):
        for answer in each.get("shown_when", {}).get("answers", ()):
            answer["question"] = renamed.get(answer["question"], answer["question"])


def _questions(section: Body) -> list[Body]:
    return [q for s in (section, *section.get("sections", ())) for q in s.get("questions", ())]


def _keep_known_conditions(body: Body, section: Body) -> None:
    known = set(keys(body, "question"))
    for each in (section, *section.get("sections", ()), *_questions(section)):
        when = each.get("shown_when")
        if when is None:
            continue
        answers = [a for a in when.pop("answers", ()) if a["question"] in known]
        if answers:
            when["answers"] = answers
        if not when:
            each.pop("shown_when")


def _bring_scales(body: Body, source: Body, questions: list[Body]) -> None:
    """The scales that these questions are answered on; what is said of grades that are not there goes."""
    theirs = {scale["key"]: scale for scale in scales(source)}
    for question in questions:
        if question["type"] == "grade" and not body.get("scale") and source.get("scale"):
            body["scale"] = deepcopy(source["scale"])
        named = question.get("scale", "")
        if named in theirs and named not in {scale["key"] for scale in scales(body)}:
            body.setdefault("scales", []).append(deepcopy(theirs[named]))
        if question["type"] in ("grade", "scale"):
            _keep_known_words(body, question)


def _keep_known_words(body: Body, question: Body) -> None:
    ours = {scale["key"]: scale for scale in scales(body)}
    meant = body.get("scale") if question["type"] == "grade" else ours.get(question["scale"])
    known = {step["key"] for step in (meant or {}).get("steps", ())}
    said = {key: words for key, words in question.get("descriptors", {}).items() if key in known}
    question.pop("descriptors", None)
    if said:
        question["descriptors"] = said
    words_for = [key for key in question.pop("words_for", ()) if key in known or key == "na"]
    if words_for:
        question["words_for"] = words_for
