"""Grades on a page: each with its words and the shade of its place on the scale."""

from dataclasses import dataclass

from goldenthread.people.vocabulary import Vocabulary
from goldenthread.tools.form import NOT_APPLICABLE, Scale
from goldenthread.writers import palette


@dataclass(frozen=True)
class GradeLook:
    label: str
    shade: str


class GradeLooks(dict[str, GradeLook]):
    """By grade key; a key that is no grade, "not applicable" among them, has its words and no colour."""

    def __init__(self, scale: Scale | None, words: Vocabulary) -> None:
        steps = [(key, words("grade", key)) for key in scale.keys] if scale else []
        shaded = palette.scale(steps) if steps else ()
        super().__init__({step.key: GradeLook(step.label, step.shade.name) for step in shaded})
        self.words = words

    def __missing__(self, key: str) -> GradeLook:
        label = self.words("grade", key or NOT_APPLICABLE) if key else "Not graded"
        return GradeLook(label, palette.NOT_GRADED.name)
