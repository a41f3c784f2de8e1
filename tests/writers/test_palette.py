"""Which step of a scale has which colour."""

import pytest

from goldenthread.writers.palette import NOT_GRADED, ScaleTooLong, scale

RI, GOOD, BEST, WORST = "requires-improvement", "good", "outstanding", "inadequate"
SHADES = {
    1: [GOOD], 2: [RI, GOOD], 3: [RI, GOOD, BEST], 4: [WORST, RI, GOOD, BEST],
    5: [WORST, RI, "pale-blue", GOOD, BEST], 6: [WORST, RI, "pale-blue", "blue", BEST, GOOD],
    7: [WORST, WORST, RI, RI, GOOD, GOOD, BEST], 11: [WORST] * 3 + [RI] * 3 + [GOOD] * 3 + [BEST] * 2,
}  # fmt: skip


@pytest.mark.parametrize("many", SHADES)
def test_steps_have_their_key_their_label_and_the_colour_of_their_place(many: int) -> None:
    steps = [(f"k{n}", f"Label {n}") for n in range(many)]
    made = scale(steps)
    assert [(step.key, step.label) for step in made] == steps
    assert [step.shade.name for step in made] == SHADES[many]
    last = scale(steps, not_graded=("none", "Not graded"))[-1]
    assert (last.key, last.label, last.shade) == ("none", "Not graded", NOT_GRADED)


@pytest.mark.parametrize("many", [0, 12])
def test_a_scale_of_nothing_or_too_much_is_refused(many: int) -> None:
    with pytest.raises(ScaleTooLong) as refused:
        scale([("k", "Label")] * many)
    assert refused.value.steps == many and refused.value.args == (many,)
