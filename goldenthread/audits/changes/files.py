"""Answers that came in a file, Word or Excel: saved as those of a page are, and written down as such."""

from collections.abc import Sequence

from goldenthread.audits.changes.answers import Given, SectionSaved, save_section
from goldenthread.audits.models import Audit
from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor


@change
def save_from_file(*, by: Actor, audit: Audit, answers: Sequence[Given], kind: str) -> SectionSaved:
    """Save the answers of a file that somebody has looked through: each that can be, and for each that
    cannot, why. `kind` is "word" or "excel"."""
    done = save_section(by=by, audit=audit, answers=answers)
    record(
        by, "save_from_file", audit.ref, kind=kind, saved=len(done.saved),
        conflicts=len(done.conflicts), refused=len(done.refused),
    )  # fmt: skip
    return done


@change
def save_from_sheet(
    *, by: Actor, answers: Sequence[tuple[Audit, Sequence[Given]]]
) -> list[SectionSaved]:
    """Save the answers of a sheet, audit by audit: all of it, or nothing where one is no longer written."""
    return [
        save_from_file(by=by, audit=audit, answers=given, kind="excel") for audit, given in answers
    ]
