"""From a status, or from the authority's own words, to its case types."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from goldenthread.cases.models import CaseTypeRule, Status
from goldenthread.cases.report import Kind
from goldenthread.tools.form.subjects import CASE_FILE

UNKNOWN = "unknown"

# The case types a new install starts with: one for each open status; a closed case keeps its last.
FIRST_CASE_TYPES = (
    Status.CLA, Status.CP, Status.CARE_LEAVER, Status.CIN, Status.ASSESSMENT, Status.EARLY_HELP,
)  # fmt: skip


@lru_cache(maxsize=10_000)
def folded(text: str) -> str:
    """Texts that people would call the same are the same: case and spaces do not count."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class CaseTypeMapping:
    """Case-type codes by the authority's words (folded) and by status. The words count first."""

    by_value: Mapping[str, str] = field(default_factory=dict)
    by_status: Mapping[str, str] = field(default_factory=dict)

    def case_type(self, status: str, source_values: Iterable[str]) -> str | None:
        """The code of the case type; None where nothing is mapped.

        >>> CaseTypeMapping(by_status={"cin": "cin"}).case_type("cin", ["CIN plan"])
        'cin'
        """
        for value in source_values:
            if (code := self.by_value.get(folded(value))) is not None:
                return code
        return self.by_status.get(status)

    def counts(self, kinds: Iterable[Kind]) -> dict[str, int]:
        """Cases by case type, those without one under "unknown"; most first."""
        found: Counter[str] = Counter()
        for kind in kinds:
            found[self.case_type(kind.status, kind.source_values) or UNKNOWN] += kind.count
        return dict(found.most_common())

    def unmapped(self, kinds: Iterable[Kind]) -> list[Kind]:
        """Cases that get no case type, joined by the first of the authority's words."""
        found: Counter[tuple[str, tuple[str, ...]]] = Counter()
        for kind in kinds:
            if self.case_type(kind.status, kind.source_values) is None:
                found[kind.status, kind.source_values[:1]] += kind.count
        return [Kind(*key, count) for key, count in found.most_common()]


FIRST_MAPPING = CaseTypeMapping(
    by_status={status.value: status.value for status in FIRST_CASE_TYPES}
)


def own_case_type(kind: str) -> str:
    """The case type of a kind of subject of which a list says no other; "" for children's case files."""
    return "" if kind == CASE_FILE else kind


def case_type_mapping(kind: str = CASE_FILE) -> CaseTypeMapping:
    """The mapping that stands now for lists of this kind of subject, in one query.

    What their words do not map gets the kind's own case type.
    """
    rules = CaseTypeRule.objects.filter(case_type__is_in_use=True).values_list(
        "status", "source_value", "case_type__code"
    )
    by_value, by_status = {}, {}
    for status, source_value, code in rules:
        if source_value:
            by_value[folded(source_value)] = code
        else:
            by_status[status] = code
    if kind != CASE_FILE:
        by_status = {Status.LISTED.value: own_case_type(kind)}
    return CaseTypeMapping(by_value, by_status)
