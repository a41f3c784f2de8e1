"""Which questions of a new version go on with an old one's figures, and which break them."""

from dataclasses import dataclass

from goldenthread.tools.form.questions import Question
from goldenthread.tools.form.whole import Form


@dataclass(frozen=True)
class Series:
    """`kept`: new key by old key. A question asked anew or left out, or given on another scale or by
    other answers, is a break: its figures begin or end with the new version."""

    kept: dict[str, str]
    new: tuple[str, ...]
    left_out: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def is_unbroken(self) -> bool:
        return not (self.new or self.left_out or self.changed)


def series(old: Form, new: Form) -> Series:
    """The questions of two versions, mapped by their keys; a key that changed says what it was."""
    kept: dict[str, str] = {}
    fresh, changed = [], []
    for question in new.questions:
        before = old.question(question.formerly or question.key)
        if before is None:
            fresh.append(question.key)
        elif _answers(old, before) != _answers(new, question):
            changed.append(question.key)
            kept[before.key] = question.key
        else:
            kept[before.key] = question.key
    left_out = [q.key for q in old.questions if q.key not in kept]
    kept = {was: now for was, now in kept.items() if now not in changed}
    return Series(kept, tuple(fresh), tuple(left_out), tuple(changed))


def _answers(form: Form, question: Question) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What its figures are made of: the type, the answers in order, those that meet the standard."""
    scale = form.scale_of(question)
    meets = tuple(step.key for step in scale.steps if step.meets_standard) if scale else ()
    return question.type, tuple(value for value, _ in form.options(question)), meets
