"""The authority's own Word templates: uploaded, tried, switched on, taken off."""

from html import unescape
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.reports import build
from goldenthread.reports.build.placeholders import known
from goldenthread.reports.models import WordTemplate
from goldenthread.reports.word_templates import add_word_template, template_in_use
from goldenthread.writers import word_template
from tests.cast import Cast
from tests.web.asking import last_line, signed_in, text, words
from tests.word_templates import everything, template

pytestmark = pytest.mark.django_db
ALL = "/set-up/word-templates/"
COMMITTEE = f"{ALL}committee/"


def uploaded(data: bytes) -> dict[str, Any]:
    return {"template": SimpleUploadedFile("council.docx", data)}


def added(cast: Cast, kind: str = "committee", **more: Any) -> WordTemplate:
    """A version that was read and tried before."""
    asked = {"file_name": "council.docx", "names": ["body", "marking"], "taken_out": []}
    return add_word_template(
        by=cast.pat, kind=kind, **{"data": build.example(kind), **asked, **more}
    )


def test_kind_keeps_a_template_that_was_cleaned_and_tried(cast: Cast) -> None:
    client = signed_in(cast.pat)
    assert "No template yet" in text(client.get(COMMITTEE))
    data = template("{{ title }}", "{{ body }}", "{{ section_conclusion }}", "{{ audited }}")
    answer = client.post(COMMITTEE, uploaded(data), follow=True)
    assert "Version 1 is kept. Look at it, then switch it on." in words(answer)
    held = WordTemplate.objects.get()
    assert held.names == ["audited", "body", "marking", "section_conclusion", "title"]
    assert "Secret" not in everything(bytes(held.data)) and "who wrote the file" in words(answer)
    line = last_line()
    assert (line.what, line.actor, line.refs) == ("add_word_template", cast.pat.ref, [held.ref])
    assert template_in_use("committee") is None


def test_kind_says_everything_that_is_wrong_and_keeps_nothing(cast: Cast) -> None:
    client = signed_in(cast.pat)
    page = words(client.post(COMMITTEE, uploaded(template("{{ titel }}", header="Wold"))))
    assert "there is no placeholder titel. Did you mean title?" in page
    assert "{{ marking }} is missing" in page
    assert "Select a Word document" in words(client.post(COMMITTEE, {}))
    assert "This is not the Word document" in words(client.post(COMMITTEE, uploaded(b"MZ")))
    assert "larger than 5 MB" in words(client.post(COMMITTEE, uploaded(b"0" * 5_000_001)))
    assert not WordTemplate.objects.exists()


def test_kind_lists_every_placeholder_in_few_queries(cast: Cast) -> None:
    for _ in range(3):
        added(cast)
    client = signed_in(cast.pat)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = unescape(words(client.get(COMMITTEE)))
    assert len(asked) <= 12
    for each in build.placeholders("committee"):
        assert each.written in page and each.prints in page
    assert client.get(f"{ALL}novel/").status_code == 404


def test_switch_puts_one_version_in_use_and_takes_it_off(cast: Cast) -> None:
    first, second = added(cast), added(cast)
    other = added(cast, kind="summary")
    client = signed_in(cast.pat)
    for each in (first, other, second):
        client.post(f"{ALL}{each.kind}/{each.ref}/switch/", {"use": "yes"})
    assert template_in_use("committee") == second and template_in_use("summary") == other
    assert last_line().what == "use_word_template"
    off = client.post(f"{COMMITTEE}{second.ref}/switch/", {"use": "no"}, follow=True)
    assert "Version 2 is switched off." in words(off) and template_in_use("committee") is None
    assert last_line().what == "take_word_template_off"
    assert client.get(f"{COMMITTEE}{second.ref}/switch/").status_code == 405
    assert client.post(f"{ALL}summary/{second.ref}/switch/", {"use": "yes"}).status_code == 404


def test_kinds_says_what_is_in_use_and_what_no_longer_fits(cast: Cast) -> None:
    held = added(cast, names=["body", "gone_with_a_version"])
    client = signed_in(cast.pat)
    assert words(client.get(ALL)).count("Set as usual") == len(build.KINDS)
    client.post(f"{COMMITTEE}{held.ref}/switch/", {"use": "yes"})
    assert "No longer fits" in words(client.get(ALL))
    assert "asks for something that this service no longer prints" in words(client.get(COMMITTEE))


def test_file_is_the_template_or_a_made_up_paper_in_it(cast: Cast) -> None:
    held = added(cast)
    client = signed_in(cast.ada)
    kept = client.get(f"{COMMITTEE}{held.ref}/template.docx")
    assert kept.content == bytes(held.data)
    tried = docx.Document(BytesIO(client.get(f"{COMMITTEE}{held.ref}/tried.docx").content))
    said = [each.text for each in tried.paragraphs]
    assert (
        "Committee report: an example" in said
        and "A numbered paragraph with a figure: 5 of 17 (29%)." in said
    )
    assert client.get(f"{COMMITTEE}{held.ref}/other.docx").status_code == 404


def test_example_fits_every_kind_as_it_is(cast: Cast) -> None:
    client = signed_in(cast.pat)
    for kind in build.KINDS:
        data = client.get(f"{ALL}{kind}/example.docx").content
        assert {"body", "title", "marking"} <= set(word_template.used(data, known(kind)))


def with_everything(kind: str) -> tuple[set[str], bytes]:
    """Every placeholder that the page lists for a kind, and a template that has them all."""
    wanted = {each.name for each in build.placeholders(kind)}
    return wanted, template(*(f"{{{{ {name} }}}}" for name in sorted(wanted)))


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("kind", build.KINDS)
def test_a_made_up_paper_has_something_for_every_placeholder_of_a_kind(kind: str) -> None:
    wanted, data = with_everything(kind)
    names, made = build.tried(kind, data)
    assert {*names} == wanted
    said = [each.text for each in docx.Document(BytesIO(made)).paragraphs]
    assert build.headings_of(kind)
    for part in build.headings_of(kind):
        assert f"What stands under “{part}”.".replace("'", "’") in said


def test_kind_takes_a_template_with_every_placeholder_it_lists(cast: Cast) -> None:
    wanted, data = with_everything("annual")
    answer = signed_in(cast.pat).post(f"{ALL}annual/", uploaded(data), follow=True)
    assert "Version 1 is kept" in words(answer)
    assert {*WordTemplate.objects.get().names} == wanted


def test_nobody_else_has_any_of_it(cast: Cast) -> None:
    held = added(cast)
    for person in (cast.stranger, cast.dee, cast.ines):
        client = signed_in(person)
        for address in (
            ALL,
            COMMITTEE,
            f"{COMMITTEE}example.docx",
            f"{COMMITTEE}{held.ref}/template.docx",
        ):
            assert client.get(address).status_code == 404
        assert client.post(f"{COMMITTEE}{held.ref}/switch/", {"use": "yes"}).status_code == 404
    assert template_in_use("committee") is None
