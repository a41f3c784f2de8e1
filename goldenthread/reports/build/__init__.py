"""Figures and words made into one Document, from which every format is written."""

from collections.abc import Callable, Mapping

from goldenthread.audits.models import Audit
from goldenthread.reports.build.audit_record import audit_record
from goldenthread.reports.build.boxes import FIELDS, Box, UnknownField
from goldenthread.reports.build.briefing import briefing_paper
from goldenthread.reports.build.carried import Carried, as_kept, recomputed
from goldenthread.reports.build.feedback import feedback_sheet
from goldenthread.reports.build.gathered import Gathered, gather
from goldenthread.reports.build.held_back import FigureHeldBack, check_held_back
from goldenthread.reports.build.kept import figures_kept, figures_workbook
from goldenthread.reports.build.kinds import (
    KINDS,
    boxes_of,
    check_fields,
    headings_of,
    with_defaults,
)
from goldenthread.reports.build.letter import feedback_letter
from goldenthread.reports.build.outgoing import EditionTells, goes_out, published_kept, tables_kept
from goldenthread.reports.build.own_word import (
    as_printed,
    example,
    fits,
    fitting,
    tried,
    word_file,
)
from goldenthread.reports.build.pack import Pack, inspection_pack
from goldenthread.reports.build.paper import Remark, document_of, remarks
from goldenthread.reports.build.placeholders import Placeholder, placeholders
from goldenthread.reports.build.plan import plan_paper
from goldenthread.reports.build.reading import is_read, sentences_to_read, words_read
from goldenthread.reports.build.sums import Sum, SumsDoNotAddUp, check, check_sums, sums
from goldenthread.reports.build.traced import (
    FigureDiffers,
    trace_sums,
    traced_at,
    traces_kept,
)
from goldenthread.reports.kinds import is_public
from goldenthread.writers.document import Document

# By the names that pages and addresses know them by.
OF_AN_AUDIT: Mapping[str, Callable[[Audit], Document]] = {
    "letter": feedback_letter,
    "feedback": feedback_sheet,
    "record": audit_record,
}

__all__ = [
    "FIELDS", "KINDS", "OF_AN_AUDIT", "Box", "Carried", "EditionTells", "FigureDiffers",
    "FigureHeldBack", "Gathered", "Pack", "Placeholder", "Remark", "Sum", "SumsDoNotAddUp",
    "UnknownField", "as_kept", "as_printed", "audit_record", "boxes_of", "briefing_paper", "check",
    "check_fields", "check_held_back", "check_sums", "document_of", "example", "feedback_letter",
    "feedback_sheet", "figures_kept", "figures_workbook", "fits", "fitting", "gather", "goes_out",
    "headings_of", "inspection_pack", "is_public", "is_read", "placeholders", "plan_paper",
    "published_kept", "recomputed", "remarks", "sentences_to_read", "sums", "tables_kept",
    "trace_sums", "traced_at", "traces_kept", "tried", "with_defaults", "word_file", "words_read",
]  # fmt: skip
