"""Case lists come in, subjects are made, and the authority's case types are kept."""

from goldenthread.cases.models import CaseType, CaseTypeRule, Status
from goldenthread.journal.changes import change, record
from goldenthread.people.actors import Actor, require
from goldenthread.people.roles import Permission

# The case types a new install starts with: one for each open status; a closed case keeps its last.
FIRST_CASE_TYPES = (
    Status.CLA, Status.CP, Status.CARE_LEAVER, Status.CIN, Status.ASSESSMENT, Status.EARLY_HELP,
)  # fmt: skip


@change
def ensure_case_types(*, by: Actor) -> None:
    """The case types a new install starts with, each mapped from its status."""
    require(by, Permission.CASES_IMPORT)
    if CaseType.objects.exists():
        return
    for order, status in enumerate(FIRST_CASE_TYPES):
        case_type = CaseType.objects.create(code=status.value, order=order)
        CaseTypeRule.objects.create(case_type=case_type, status=status.value)
    record(by, "ensure_case_types", count=len(FIRST_CASE_TYPES))
