"""What is wrong with the placeholders of a template is said word by word: what, where, what to do."""

import pytest

from goldenthread.writers.placeholders import BRACES, Known, own_text
from goldenthread.writers.word_template import TemplateFaulty, used
from tests.word_templates import KNOWN, in_words, packed, template, with_parts, written

NO_IF = "there is no {% if %} before it, in the same text or cell."
ONE_LINE = "{% if %} and {% endif %} have to stand in one line, or each in a paragraph of its own."
NO_END = "In the text, an {% if %} has no {% endif %}. Add one, in a paragraph of its own."
NOT_TAKEN = "is not taken. Only one name may stand between the braces, or {% if name %}, {% else %}, {% endif %}."
BRACE = "the braces do not match. Write {{ name }}, all of it in one paragraph."
OWN = "prints whole paragraphs. Put it in a paragraph of its own."


def faults(data: bytes) -> list[str]:
    with pytest.raises(TemplateFaulty) as caught:
        used(data, KNOWN)
    assert str(caught.value).splitlines() == list(caught.value.faults)
    return list(caught.value.faults)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["{{ Title }}"], ["there is no placeholder Title. Did you mean title?"]),
        (["{{ zzz }}"], ["there is no placeholder zzz. The list below has all there are."]),
        (["{% if titel %}x{% endif %}"], ["there is no placeholder titel. Did you mean title?"]),
        (["See {{ body }}"], [f"body {OWN}"]), (["{{ title"], [BRACE]), (["title }}"], [BRACE]), (["{% if"], [BRACE]),
        (["{{ title.x }}"], [f"“{{{{ title.x }}}}” {NOT_TAKEN}"]), (["{# x #}"], [f"“{{# x #}}” {NOT_TAKEN}"]),
        (["{% endif %}"], [NO_IF]), (["{% else %}"], [NO_IF]),
        (["{% if title %} and"], [ONE_LINE]), (["a {% endif %}{% if title %}"], [ONE_LINE]),
        (["x {% else %} y"], [ONE_LINE]), (["{% if title %}a{% endif %}{% endif %}"], [ONE_LINE]),
    ],
)  # fmt: skip
def test_each_fault_is_said_in_a_sentence(lines: list[str], said: list[str]) -> None:
    assert faults(template(*lines)) == [f"In the text, “{lines[0]}”: {each}" for each in said]


def test_a_long_line_is_cut_short_where_it_is_shown() -> None:
    words = "{{ zzz }} " + "word " * 20
    for text, shown in (
        (words, " ".join(words.split())[:69] + "…"),
        ("{{ zzz }} " + "y" * 60, "{{ zzz }} " + "y" * 60),
    ):
        [fault] = faults(template(text))
        assert fault.startswith(f"In the text, “{shown}”: there is no placeholder")


def test_an_if_alone_ends_beside_itself() -> None:
    sound = template(
        "{% if title %}", "{% if not subtitle %}", "x", "{% else %}", "y", "{% endif %}", "{% endif %}",
        "{% if title %}a{% else %}b{% endif %} and {% if subtitle %}c{% endif %}", "{{ body }}",
        "{% if title %}{% if subtitle %}a{% endif %}{% endif %}",
    )  # fmt: skip
    assert used(sound, KNOWN) == ("body", "marking", "subtitle", "title")
    assert faults(template("{% if title %}", "x")) == [NO_END]
    assert faults(template("{% if title %}", "{% endif %}", "{% endif %}")) == [
        f"In the text, “{{% endif %}}”: {NO_IF}"
    ]
    apart = written("{% if title %}")
    apart.add_table(1, 1).cell(0, 0).text = "{% endif %}"
    assert faults(packed(apart)) == [f"In the text, “{{% endif %}}”: {NO_IF}", NO_END]


def test_what_prints_more_than_words_stands_in_the_text_alone() -> None:
    assert faults(template(header="{{ marking }} {{ audited }} {{ summary }}")) == [
        f"In a header, “{{{{ marking }}}} {{{{ audited }}}} {{{{ summary }}}}”: {each}"
        for each in (
            "audited can stand in the text only. Move it there.",
            f"summary {OWN}", "summary can stand in the text only. Move it there.",
        )
    ]  # fmt: skip
    box = "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>{{ audited }}</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    boxed = with_parts(template(), {"word/document.xml": in_words(box)})
    assert faults(boxed) == [
        "In the text, “{{ audited }}”: audited cannot stand in a text box. Move it into the text."
    ]


def test_what_is_needed_has_to_be_there() -> None:
    assert faults(template("{{ title }}", header="Wold")) == [
        "{{ marking }} is missing. Put it where every reader sees it, such as the header."
    ]
    known = Known(frozenset({"a"}), frozenset({"b"}), frozenset({"c"}))
    assert (known.names, known.needed) == ({"a", "b", "c"}, frozenset())


def test_words_of_a_box_are_not_those_of_the_paragraph_it_is_tied_to() -> None:
    made = written("One")
    paragraph = made.paragraphs[0]
    paragraph.add_run(" two")
    assert own_text(paragraph._p) == "One two" and not any(brace in "One two" for brace in BRACES)
