"""Formulas typed into every text there is: no export has one that a spreadsheet program would run."""

import html as markup
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import etree

from goldenthread.audits.models import Audit
from goldenthread.reports.changes import begin_report, save_boxes
from goldenthread.tools.form import body_sha256
from goldenthread.tools.models import ToolVersion
from tests.databases import borrowed
from tests.loop import act
from tests.missing import sheets_reason
from tests.web.test_strangers import ADDRESSES, address_of
from tests.world import World, make_world

pytestmark = pytest.mark.django_db

FORMULAS = [
    '=HYPERLINK("http://example.org","x")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(1,1)", "=1+1",
    '=DDE("cmd";"/C calc";"a")', "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", " =1+1", "\xa0=1+1",
    "\u200b=1+1", "\ufeff=1+1", "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1,1)", '"=1+1',
    "'=1+1", ";=1+1", ",=1+1", "{=1+1}", "=1+1\x00", "http://example.org/x", "%3D1+1", "&#61;1+1",
]  # fmt: skip
# Columns that hold what the product itself writes. Every other text column is taken for typed.
CODES = {
    "ref", "code", "source", "key", "kind", "value", "question", "section", "stage", "grade",
    "state", "role", "round_ref", "retention", "hash", "previous", "what", "sha256", "password",
    "colour", "logo_type", "account", "place", "fingerprint", "headers", "seed", "seed_sha256",
    "frame_sha256", "method", "software", "status", "last_open_status", "stratum", "reason",
    "moderation_due", "box", "origin",
}  # fmt: skip
TYPED_BY = {"safe_agreed_by", "named_by"}
KNOWN = {
    "actions:download", "figures:workbook_of_figures", "reports:download", "reports:audit_document",
    "programme:tell_word", "programme:notice_word", "tools:tool_file", "audits:word_file",
    "audits:excel_file",
}  # fmt: skip
# What of a tool's body people write and read.
OF_TOOLS = {
    "label", "title", "hint", "text_label", "example", "above", "descriptor", "note", "says", "unit",
}  # fmt: skip
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
LINK = "{http://www.w3.org/1999/xlink}href"


def typed_columns() -> list[tuple[type[models.Model], list[Any]]]:
    """Every column of ours that could hold something a person typed."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("goldenthread."):
            continue
        texts = [
            field
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not field.choices
            and field.name not in CODES
            and (not field.name.endswith("_by") or field.name in TYPED_BY)
            and model._meta.label != "journal.Entry"
        ]
        if texts:
            found.append((model, texts))
    return found


def poison() -> int:
    """A formula before every text that is stored, a different one in each row; how many texts."""
    number = 0
    with connection.cursor() as cursor:  # texts of an audit are append-only, so past the triggers
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model, fields in typed_columns():
            for row in model._default_manager.all():
                for field in fields:
                    text = getattr(row, field.attname)
                    if not text or text.startswith("{"):  # a reading is JSON
                        continue
                    formula = FORMULAS[number % len(FORMULAS)].replace("\x00", "")
                    new = f"{formula} {text}"[: field.max_length or None]
                    model._default_manager.filter(pk=row.pk).update(**{field.attname: new})
                    number += 1
        for version in ToolVersion.objects.all():
            version.body = poisoned(version.body, number)
            # Another hash: the form of the version as it was is kept by its own.
            version.sha256 = body_sha256(version.body)
            version.save(update_fields=["body", "sha256"])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    return number


def poisoned(body: Any, number: int) -> Any:
    """A tool's body with a formula before every text that people wrote."""
    if isinstance(body, list):
        return [poisoned(each, number + n) for n, each in enumerate(body)]
    if not isinstance(body, dict):
        return body
    formula = FORMULAS[number % len(FORMULAS)].replace("\x00", "")
    return {
        name: f"{formula} {each}" if name in OF_TOOLS and isinstance(each, str)
        else poisoned(each, number + n)
        for n, (name, each) in enumerate(body.items())
    }  # fmt: skip


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), borrowed(make_world) as made:
        with_formulas(made)
        yield made


def with_formulas(made: World) -> None:
    audit = Audit.objects.get(id=made.begun.id)
    for formula in FORMULAS:  # through the change: each at the head of a cell of the tracker
        act(audit, what=formula.replace("\x00", "") + " done")
    for kind in ("committee", "summary"):
        report = begin_report(by=made.cast.pat, round=made.round, kind=kind)
        save_boxes(by=made.cast.pat, report=report, boxes={"strengths": FORMULAS[0]}, seen={})
        made.refs[f"report {kind}"] = report.ref
    assert poison() > 200


def every_answer(world: World) -> dict[str, HttpResponse]:
    """Every address that the QA lead can open, and every download that those pages lead to."""
    client = Client()
    client.force_login(world.cast.pat)
    addresses = [
        address_of(
            world, room, page, path, world.shared.ref if path.startswith("feedback/<") else None
        )
        for room, page, path in ADDRESSES
        if page != "guidance"
    ]
    addresses += [
        f"/reports/{world.refs[f'report {kind}']}/report.{form}"
        for kind in ("committee", "summary")
        for form in ("docx", "html", "xlsx")
    ]
    addresses.append("/actions/download/?status=proposed&status=open&status=done")
    found = {address: client.get(address) for address in dict.fromkeys(addresses)}
    found |= taken_away(world)
    for answer in list(found.values()):
        page = markup.unescape(answer.content.decode(errors="ignore"))
        for link in re.findall(r'href="(/[^"]+)"', page):
            if re.search(r"\.(xlsx|docx|html|csv)\b|/download|/word/", link) and link not in found:
                found[link] = client.get(link)
    return found


def taken_away(world: World) -> dict[str, HttpResponse]:
    """A tool as a file, and the forms that an auditor takes away: Word of one audit, Excel of a round."""
    lead, auditor, audit = Client(), Client(), world.begun
    lead.force_login(world.cast.pat)
    auditor.force_login(world.cast.ines)
    tool = audit.tool_version.ref
    files = [(lead, reverse("tools:tool_file", args=[tool, "docx"]))]
    files += [
        (auditor, reverse("audits:word_file", args=[audit.ref])),
        (auditor, reverse("audits:excel_file", args=[audit.round.ref])),
    ]
    found = {address: client.get(address) for client, address in files}
    assert [answer.status_code for answer in found.values()] == [200] * 3
    return found


def exports(world: World) -> dict[str, tuple[str, bytes]]:
    """(room:page, content) of everything that is downloaded rather than shown, by address."""
    return {
        address: (answer.resolver_match.view_name, answer.content)  # type: ignore[attr-defined]
        for address, answer in every_answer(world).items()
        if "attachment" in answer.headers.get("Content-Disposition", "")
    }


def converted(files: list[Path], folder: Path, *options: str) -> None:
    """What LibreOffice makes of the files, beside them."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["libreoffice", "--headless", profile, *options, "--outdir", str(folder)]
    subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=240)


def live(sheet: Path) -> list[str]:
    """The formulas and links that LibreOffice sees in a sheet of its own kind; numbers lead to their trace."""
    tree = etree.parse(sheet, etree.XMLParser(huge_tree=True))
    cells = list(tree.iter(f"{TABLE}table-cell"))
    assert len(cells) > 3, sheet
    links = [str(link.get(LINK)) for link in tree.iter(f"{TEXT}a")]
    strange = [
        link for link in links if not link.startswith(f"{settings.ADDRESS}/insights/trace/?")
    ]
    return [f for f in (cell.get(f"{TABLE}formula") for cell in cells) if f] + strange


KINDS = {b"xl/workbook.xml": "xlsx", b"word/document.xml": "docx", b"<html": "html"}


@pytest.mark.skipif(sheets_reason() is not None, reason="LibreOffice Calc is not here")
def test_libreoffice_sees_no_formula_in_any_export(world: World, tmp_path: Path) -> None:
    made = exports(world)
    assert {name for name, _ in made.values()} >= KNOWN
    files: dict[str, list[Path]] = {kind: [] for kind in KINDS.values()}
    for number, (_, content) in enumerate(made.values()):
        for mark, kind in KINDS.items():
            if mark in content:
                files[kind].append(tmp_path / f"{number}.{kind}")
                files[kind][-1].write_bytes(content)
    converted(files["xlsx"], tmp_path, "--convert-to", "fods")
    converted(files["docx"], tmp_path, "--convert-to", "html")  # as it lies on the clipboard
    pages = [path.with_suffix(".html") for path in files["docx"]] + files["html"]
    converted(pages, tmp_path, "--infilter=HTML (StarCalc)", "--convert-to", "fods")
    sheets = sorted(tmp_path.glob("*.fods"))
    assert len(sheets) == sum(map(len, files.values())) > 10
    assert {sheet.name: found for sheet in sheets if (found := live(sheet))} == {}
