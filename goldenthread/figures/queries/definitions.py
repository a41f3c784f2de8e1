"""What each number counts, by the id of its definition. docs/method.md names each of them too."""

from goldenthread.figures.queries.behind import MEETING
from goldenthread.figures.queries.figure import Figure

# An audit "counts" where its case is still in its round, it is handed in, it is no training audit and
# no second audit of a case.
DEFINITIONS = {
    "grades.n": "Audits that count and have a grade at this stage; not applicable is no grade.",
    "grades.grade": "Audits that count and have this grade at this stage.",
    "grades.meeting": "Audits that count and whose grade at this stage meets the standard of its scale.",
    "grades.limit": "A 95% limit of the share, in all cases that could be selected, that meets the standard.",
    "coverage.audited": "Audits that count: handed in, of cases that are still in the round.",
    "coverage.share": "Audits that count of cases that were open on the day of the round’s case list.",
    "coverage.beside": "Audits that count of cases that were not open on the day of the case list.",
    "coverage.open": "Cases that were open on the day of the round’s case list.",
    "coverage.practitioners": "Different practitioners whose work the audits that count looked at.",
    "coverage.waiting": "Audits of the round that are not handed in yet, or were returned.",
    "coverage.second": "Second audits handed in, of cases that were audited before: no other figure counts them.",
    "coverage.named": "Cases of the round that were named by people, audited or not yet.",
    "coverage.internal": "Different people of the authority who made the audits that count.",
    "coverage.external": "Different external auditors who made the audits that count.",
    "coverage.families": "Different families of the cases of audits that count, where the family is known.",
    "coverage.rounds": "Rounds that the number is of.",
    "moderation.text": "Audits that count and that a moderator has moderated.",
    "moderation.moderated": "Audits that count and that a moderator has moderated.",
    "moderation.n": "Audits that count and have an overall grade of the auditor and of a moderator.",
    "moderation.changed": "Audits whose overall grade a moderator changed.",
    "moderation.same": "Audits whose overall grade a moderator left as it was.",
    "moderation.up": "Audits whose overall grade a moderator changed to a better one.",
    "moderation.down": "Audits whose overall grade a moderator changed to a worse one.",
    "moderation.least": "Of how many audits, at the least, a moderator changed the overall grade, told from the totals before and after alone.",
    "moderation.before": "Moderated audits to which the auditor had given this overall grade.",
    "moderation.after": "Moderated audits to which the moderator gave this overall grade.",
    "moderation.pair": "Moderated audits with this overall grade of the auditor and this of the moderator.",
    "profiles": "Audits that count and whose sections have, at this stage, these grades: so many of each, whichever section has which.",
    "reported": "A percentage as an earlier report printed it: its audits are not here, and it is added to no figure.",
    "connections": "Audits that count and have, at this stage, a grade in both sections: these two, where named.",
    "concerns": "Immediate safeguarding concerns about a child, raised in any audit of the round.",
    "voices.family": "Audits that count for which a child, a parent or a carer was spoken to.",
    "voices.not_heard": "Audits that count for which neither the child nor a parent or a carer was spoken to.",
    "voices.form": "Audits that count for which a child, a parent or a carer answered by the form.",
    "voices.asked": "Audits of which a moderator said whether the child’s views are on record.",
    "voices.on_record": "Audits of which a moderator found the child’s views on record.",
    "voices.partly_on_record": "Audits of which a moderator found the child’s views on record in part.",
    "voices.not_on_record": "Audits of which a moderator found the child’s views not on record.",
    "voices.part": "Audits that count in whose round this source was to be asked.",
    "voices.obtained": "Audits that count for which this source told the audit something.",
    "voices.declined": "Audits that count for which this source was asked and declined.",
    "voices.sought": "Audits that count for which this source was asked and has not been heard yet.",
    "voices.unsuitable": "Audits that count for which it was not appropriate to ask this source.",
    "voices.unsaid": "Audits that count for which nobody wrote down what came of asking this source.",
    "voices.yes": "Moderated audits in which the moderator found these views.",
    "voices.partly": "Moderated audits in which the moderator found these views in part.",
    "voices.no": "Moderated audits in which the moderator did not find these views.",
    "voices.na": "Moderated audits to which, the moderator said, these views do not apply.",
    "connections.same": "Audits that count and have, at this stage, one and the same grade in both sections.",
    "connections.met": "Audits that count and met the standard, at this stage, in the first section and in the second.",
    "connections.unmet": "Audits that count and met the standard, at this stage, in the second section and not in the first.",
    "reaudit.pairs": "Cases that have an overall grade that stands in this round and in the one it follows.",
    "reaudit.better": "Cases graded in both rounds whose overall grade that stands is better in this one.",
    "reaudit.worse": "Cases graded in both rounds whose overall grade that stands is worse in this one.",
    "reaudit.same": "Cases graded in both rounds whose overall grade that stands is the same.",
    "stands.met": "Audits that count and whose grade that stands (the moderator’s, else the auditor’s) meets the standard.",
    "stands.graded": "Audits that count and have a grade that stands (the moderator’s, else the auditor’s).",
    "actions.total": "Actions of audits that were agreed and not withdrawn.",
    "actions.open": "Actions of audits that are still to be done, the overdue among them.",
    "actions.overdue": "Open actions of the round’s audits whose day has passed.",
    "actions.late": "Open actions of audits whose day passed so many days ago, from and to.",
    "actions.to_check": "Actions of audits that are done and wait to be checked.",
    "actions.closed": "Actions of audits that somebody other than the owner has closed.",
    "actions.not_done": "Actions of audits that ended as not done, with a reason.",
    "actions.agreed": "Actions of audits, not withdrawn, that were agreed in this week.",
    "actions.ended": "Actions of audits that were closed, or ended as not done, in this week and not opened again since.",
    "actions.standing": "Actions of audits agreed by the end of this week that had not been closed or ended as not done.",
    "ledger.findings": "Areas for improvement found by audits that count.",
    "ledger.actions": "Of these findings, those that an action answers.",
    "ledger.done": "Of these findings, those of which such an action was done.",
    "ledger.verified": "Of these findings, those of which somebody other than the owner verified it.",
    "ledger.difference": "Of these findings, those of which it made a difference.",
    "ledger.reaudited": "Of these findings, those whose case was audited again afterwards.",
    "ledger.better": "Of these findings, those whose case had a better overall grade then.",
    "timeliness.known": "Audits that count and say by this question whether it was in time.",
    "timeliness.in_time": "Of these, in time: by its date within the months allowed on the day the audit was handed in, or answered yes.",
    "timeliness.late": "Of these, late: by its date beyond the months allowed, or answered partly or no.",
    "timeliness.late_why": "Of the late ones, those with a reason on the record.",
    "timeliness.late_bare": "Of the late ones, those without a reason on the record.",
    "timeliness.late_unsaid": "Of the late ones, those of which the audit does not say whether there was a reason.",
    "timeliness.unknown": "Audits that count, were asked this question and do not say: never counted as late.",
    "timeliness.na": "Audits that count and to which this question did not apply.",
    "ages.counted": "Documents that audits that count found on file with a date, and those not on file.",
    "ages.out_of_date": "Of these, so many complete months old or older on the day the audit was handed in, or not on file.",
    "ages.dated": "Of these, on file with a date.",
    "ages.missing": "Of these, not on file: out of date, of no age.",
    "ages.undated": "Documents on file of which no date is recorded: neither out of date nor up to date.",
    "ages.not_needed": "Documents that were not needed.",
    "findings": "Audits that count and recorded a finding of this kind in this domain.",
    "answers.asked": "Audits that count and were asked this question of the tool.",
    "answers.is": "Audits that count and gave this answer to the question; no answer is none.",
    "answers.given": "Audits that count and answered the question, other than that it does not apply.",
    "answers.unanswered": "Audits that count, were asked the question, and have no answer to it: never a no.",
    "answers.reason": "Audits that count and gave this answer, with a reason written beside it or without.",
    "answers.dated": "Audits that count and whose date, at the end of the period looked at, was as recent as "
    "the question asks, or was not.",
    "selection.listed": "Cases on the case list that the round’s latest selection was made from.",
    "selection.could": "Cases of that list that could be selected.",
    "selection.drawn": "Cases that the latest selection selected, with brothers and sisters it took in.",
    "selection.left_out": "Cases of that list that could not be selected, each under its first reason.",
    "selection.swapped": "Cases that stand in the round instead of a selected one, by why that was swapped.",
    "selection.draws": "Selections made for the round, the latest among them.",
    "selection.chance": "The chance to be selected that a case of this case type had.",
    "selection.weight": "How many cases a selected case of this case type stands for: one over its chance.",
    "tests.pairs": "Cases with an overall grade in this round and in the round that it follows.",
    "tests.up": "Of these cases, those whose grade is better now.",
    "tests.down": "Of these cases, those whose grade is worse now.",
    "tests.same": "Of these cases, those whose grade is the same.",
    "tests.paired_p": "How often chance alone would split the cases that moved so unevenly: the exact sign test.",
    "tests.changed_limits": "95% limits of the share of moderated grades that a moderator changes: Clopper and Pearson.",
    "tests.moved_p": "How often chance alone would move the moderated grades so unevenly: the exact sign test.",
    "tests.ac2": "Agreement of auditor and moderator beyond chance: Gwet’s AC2, quadratic weights.",
    "tests.kappa": "Agreement of auditor and moderator beyond chance: Cohen’s kappa, quadratic weights.",
    "findings.words": "Audits that count and recorded a finding in just these words.",
    "children.audited": "Audits that count of cases on the case list whose child is of this group, or of any.",
    "children.not_audited": "Cases open on the day of the case list, of this group or any, without an audit that counts.",
    "children.listed": "Cases that were open on the day of the case list whose child is of this group, or of any.",
    "themes.audits": "Audits that count with a finding of this kind that a person put to this theme.",
    "themes.rounds": "Rounds with an audit that counts and has such a finding put to this theme.",
    "programme.done": "Audits handed in, of rounds made from the schedule’s activities of these months.",
    "programme.planned": "Audits planned by the activities of these months: the number wanted, else the cases of their rounds.",
    "programme.activities": "Activities on the schedule of these months that were not cancelled.",
}  # fmt: skip


# What is defined apart where it is asked for in this way.
BY_WORD = {"words": "findings.words", "late": "actions.late"}


def definition_of(figure: Figure) -> str:
    """The id of a figure's definition."""
    if figure.measure == "grades":
        return f"grades.{_of_grades(figure)}"
    if figure.measure == "moderation" and "of" not in figure.asked:
        return f"moderation.{_of_moderation(figure)}"
    if figure.measure == "answers":
        return f"answers.{_of_answers(figure)}"
    if named := [BY_WORD[name] for name in BY_WORD if name in figure.asked]:
        return named[0]
    if figure.measure == "connections" and figure.of == "n":
        return "connections"
    return f"{figure.measure}.{figure.of}" if figure.of else figure.measure


def _of_answers(figure: Figure) -> str:
    for name in ("reason", "dated", "given"):
        if name in figure.asked:
            return name
    if "is" not in figure.asked:
        return "asked"
    return "is" if figure.asked["is"] else "unanswered"


def _of_grades(figure: Figure) -> str:
    if "limit" in figure.asked:
        return "limit"
    if not figure.grade:
        return "n"
    return "meeting" if figure.grade == MEETING else "grade"


def _of_moderation(figure: Figure) -> str:
    if figure.asked.get("before") and figure.grade:
        return "pair"
    is_before = figure.asked.get("at") == "before" or figure.asked.get("before")
    return "before" if is_before else "after"
