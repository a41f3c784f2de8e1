"""Briefings reach teams and are answered by their managers; exemplars are checked by a second person."""

import pytest
from django.db import IntegrityError, transaction

from goldenthread.journal.changes import today
from goldenthread.learning import changes, queries
from goldenthread.learning.changes import Tagged
from goldenthread.learning.models import Briefing, BriefingUse, Exemplar, Theme
from goldenthread.people.actors import NotAllowed, OwnWork
from goldenthread.programme.changes import restrict_round
from tests.cast import Cast
from tests.loop import act, round_of, submitted
from tests.rooms.test_ledger import worse

pytestmark = pytest.mark.django_db


def written(cast: Cast) -> Briefing:
    made = changes.begin_briefing(by=cast.pat, title="Seeing children alone")
    changes.write_briefing(
        by=cast.pat, briefing=made, version=1, title=made.title,
        parts=dict.fromkeys(range(1, 8), "Ask and listen."),
    )  # fmt: skip
    return Briefing.objects.get(pk=made.pk)


def sent(cast: Cast) -> Briefing:
    made = written(cast)
    changes.send_briefing(by=cast.pat, briefing=made, version=made.version, teams=[cast.north])
    return Briefing.objects.get(pk=made.pk)


def exemplar_of(cast: Cast, words: str = "The plan used the child's own words.") -> Exemplar:
    return changes.write_exemplar(
        by=cast.pat, title="A plan", words=words, why_good="The child could read it."
    )


def test_a_briefing_is_read_by_the_teams_it_was_sent_to(cast: Cast) -> None:
    made = written(cast)
    for person in (cast.dee, cast.tariq, cast.dana):
        assert queries.briefing_by_ref(person, made.ref) is None
    changes.send_briefing(by=cast.pat, briefing=made, version=made.version, teams=[cast.north])
    for person in (cast.dee, cast.tariq, cast.dana, cast.sam):
        assert queries.briefing_by_ref(person, made.ref) == made
    for person in (cast.sunita, cast.stranger, cast.ed, cast.ines):
        assert queries.briefing_by_ref(person, made.ref) is None


def test_a_briefing_with_a_part_missing_is_not_sent(cast: Cast) -> None:
    made = changes.begin_briefing(by=cast.pat, title="Begun")
    with pytest.raises(changes.PartsMissing):
        changes.send_briefing(by=cast.pat, briefing=made, version=1, teams=[cast.north])


def test_a_sent_briefing_is_not_changed_but_sent_on(cast: Cast) -> None:
    made = sent(cast)
    with pytest.raises(changes.BriefingChanged):
        changes.write_briefing(
            by=cast.pat, briefing=made, version=made.version, title="Other", parts={}
        )
    changes.send_briefing(
        by=cast.pat, briefing=made, version=made.version, teams=[cast.north, cast.south]
    )
    assert [use.team for use in queries.uses_of(made)] == [cast.north, cast.south]


def test_its_manager_says_once_how_a_team_used_it(cast: Cast) -> None:
    use = queries.use_of(sent(cast), cast.north.ref)
    assert use
    assert list(queries.uses_to_answer(cast.tariq)) == [use]
    for person in (cast.sunita, cast.dana, cast.dee):
        with pytest.raises(NotAllowed):
            changes.say_used(by=person, use=use, on=today(), how="Talked")
    with pytest.raises(changes.ReasonMissing):
        changes.say_used(by=cast.tariq, use=use, on=today(), how=" ")
    changes.say_used(by=cast.tariq, use=use, on=today(), how="Talked through in our team meeting.")
    with pytest.raises(NotAllowed):
        changes.say_used(by=cast.tariq, use=use, on=today(), how="Again")
    assert BriefingUse.objects.get().answered_by == cast.tariq.ref


def test_no_case_number_and_no_name_goes_into_what_is_shared(cast: Cast) -> None:
    round_of(cast, ["20301"])
    for words in ("Case 20301 shows it.", "Dana Pike asked the child.", "Pat Ellis said so."):
        with pytest.raises(changes.Identifies):
            exemplar_of(cast, words)
    made = changes.begin_briefing(by=cast.pat, title="Begun")
    with pytest.raises(changes.Identifies):
        changes.write_briefing(
            by=cast.pat, briefing=made, version=1, title="Begun", parts={1: "As in 20301."}
        )
    assert exemplar_of(cast, "In 2025 a worker asked twice.")


def test_an_exemplar_is_seen_once_a_second_person_has_read_it(cast: Cast) -> None:
    made = exemplar_of(cast)
    assert queries.exemplar_by_ref(cast.ines, made.ref) is None
    with pytest.raises(OwnWork):
        changes.check_exemplar(by=cast.pat, exemplar=made)
    with pytest.raises(NotAllowed):
        changes.check_exemplar(by=cast.dee, exemplar=made)
    changes.check_exemplar(by=cast.olive, exemplar=made)
    for person in (cast.ines, cast.ed, cast.dana, cast.mo, cast.dee):
        assert queries.exemplar_by_ref(person, made.ref) == made
    with pytest.raises(changes.NotWaiting):
        changes.check_exemplar(by=cast.olive, exemplar=made)


def test_the_database_itself_wants_a_second_person(cast: Cast) -> None:
    made = exemplar_of(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemplar.objects.filter(pk=made.pk).update(state="shown", checked_by=made.written_by)


def test_a_withdrawn_exemplar_is_gone_for_everybody_else(cast: Cast) -> None:
    made = exemplar_of(cast)
    changes.check_exemplar(by=cast.olive, exemplar=made)
    with pytest.raises(changes.ReasonMissing):
        changes.withdraw_exemplar(by=cast.olive, exemplar=made, why=" ")
    changes.withdraw_exemplar(by=cast.olive, exemplar=made, why="The family could be told.")
    assert queries.exemplar_by_ref(cast.ines, made.ref) is None
    assert queries.exemplar_by_ref(cast.pat, made.ref) == made


def test_the_learning_log_says_what_was_shared_and_decided(cast: Cast) -> None:
    sent(cast)
    changes.check_exemplar(by=cast.olive, exemplar=exemplar_of(cast))
    made = changes.recommend(by=cast.pat, what="See children alone.", to_whom="All teams")
    changes.answer_recommendation(by=cast.olive, recommendation=made, state="accepted")
    kinds = [each.kind for each in queries.learning_log(cast.dee)]
    assert kinds == ["Recommendation accepted", "Exemplar shown", "Briefing sent"]
    assert queries.learning_log(cast.tariq) == []


def test_supervision_to_audit_is_where_case_audits_raised_something(cast: Cast) -> None:
    """A grade below the standard, or a finding about supervision; a strength raises nothing."""
    first, second, third = round_of(cast, ["20301", "20302", "20303"])
    act(first)
    finding = worse(second)
    for audit, grade in ((first, "requires_improvement"), (second, "good"), (third, "good")):
        submitted(audit, grade=grade)
    theme = Theme.objects.get(code="supervision")
    changes.put_to_themes(by=cast.pat, tagged=[Tagged(finding, [theme])])
    [raised] = queries.raised_by_case_audits(cast.pat)
    assert (raised.worker, raised.reasons) == ("Dana Pike", ("grade", "theme"))
    assert raised.audits == (first.ref, second.ref)
    assert first.ref in raised.why and "below the standard" in raised.why
    assert queries.raised_by_case_audits(cast.sam) == queries.raised_by_case_audits(cast.dee) == []
    restrict_round(by=cast.pat, round=first.round, why="A member of staff")
    assert queries.raised_by_case_audits(cast.pat) == []
