"""A round that follows an earlier one: the same cases again, or the same plan of selection."""

from datetime import date

from goldenthread.cases.changes import copy_header, header_from_entry
from goldenthread.cases.models import CaseEntry, CaseList
from goldenthread.cases.queries import current_case_list
from goldenthread.journal.changes import change, keep_words, record, today
from goldenthread.people.actors import Actor, NotAllowed, require
from goldenthread.people.models import Person
from goldenthread.people.roles import Permission
from goldenthread.programme.changes.cases import _add
from goldenthread.programme.changes.rounds import create_round
from goldenthread.programme.models import Round, RoundCase
from goldenthread.programme.queries.rounds import may_be_followed
from goldenthread.tools.queries import newest_version

# What of a plan belongs to one round alone: which steps were done, and the wave of a rotation.
ITS_OWN = ("steps",)


@change
def follow_round(*, by: Actor, round: Round, title: str, due_on: date, same_cases: bool) -> Round:
    """A round being set up that follows this one, with its tool, way of working and rule of moderation.

    With the same cases, each as the newest case list has it; or with the same plan, to select others
    from that list. Whatever the earlier audits say, every audit of it starts new. Raises TitleTaken.
    """
    require(by, Permission.ROUND_RUN)
    if not isinstance(by, Person) or not may_be_followed(by, round):
        raise NotAllowed(Permission.ROUND_RUN)
    listed = current_case_list()
    version = newest_version(round.tool_version.tool.code) or round.tool_version
    made = create_round(
        by=by, title=title, way=Round.Way.QUICK if same_cases else round.way, mode=round.mode,
        tool_version=version, period_from=today() - (round.period_to - round.period_from),
        period_to=today(), due_on=due_on, moderation_rule=dict(round.moderation_rule),
        case_list=listed, follows=round, is_training=round.is_training,
    )  # fmt: skip
    added = _same_cases(by, round, made, listed) if same_cases else 0
    if not same_cases:
        made.design = {key: part for key, part in round.design.items() if key not in ITS_OWN}
        made.save(update_fields=["design"])
    record(by, "follow_round", made.ref, round.ref, same_cases=same_cases, cases=added)
    return made


def _same_cases(by: Actor, round: Round, made: Round, listed: CaseList | None) -> int:
    """The cases of the round before, as the newest list has them, or as they stood where it has them not."""
    before = round.cases.filter(removed_at=None, second_of=None).select_related("subject", "header")
    entries = CaseEntry.objects.filter(
        case_list=listed, subject__in=before.order_by().values("subject")
    )
    known = {entry.subject_id: entry for entry in entries}
    why = keep_words(f"Audited again after {round.title}.")
    for case in before:
        entry = known.get(case.subject_id)
        header = (
            header_from_entry(by=by, entry=entry)
            if entry
            else copy_header(by=by, header=case.header)
        )
        _add(
            by, made, case.subject, header, came=RoundCase.Came.NAMED, why=why,
            named_by=by.actor_label, probability=1.0,
        )  # fmt: skip
    return len(before)
