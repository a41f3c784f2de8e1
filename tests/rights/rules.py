"""Who may do what, page by page, as the product's description says it: from this the table is written.

Nothing here is read from the code it judges. `python -m tests.rights` writes tests/rights/rights.csv;
both are reviewed together. A row is a page, a method, what it is about, and the answer to each person:

    200 shown     302 sent on     404 not there     405 no such method

"Hidden" is a restricted round, on which the lead, the auditor, the moderator and the worker are named;
the manager was and no longer is. An address about nothing answers like one about something that is not
theirs, so it has no row: the test asks for it beside every 404.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# In the order of the table's columns. "out" is nobody: not signed in.
PEOPLE = (
    "out", "stranger", "lead", "officer", "auditor", "external", "lapsed", "ended", "moderator",
    "worker", "other_worker", "manager", "other_manager", "service", "psw", "director", "ig", "admin",
)  # fmt: skip
# The second column: what the address leads to. Hidden is the same in a restricted round.
OPEN, HIDDEN, NOBODYS = "open", "hidden", "nobody's"


SIGNED_IN = tuple(person for person in PEOPLE if person != "out")
NAMED = ("lead", "auditor", "moderator", "worker")

# Who they are, in the words of the rules below.
GROUPS = {
    "nobody": (),
    "anybody": PEOPLE,
    "signed_in": SIGNED_IN,
    "run": ("lead", "officer"),  # set up and run rounds, see every audit
    "lead": ("lead",),
    "accounts": ("lead", "admin"),
    "any_set_up": ("lead", "officer", "ig", "admin"),
    "log": ("lead", "ig"),
    "governance": ("ig",),
    "case_words": ("lead", "officer", "admin"),
    # An audit of North's that Ines is writing: QA sees it, its auditor writes, an officer enters for her.
    "see_begun": ("lead", "officer", "auditor"),
    "write": ("officer", "auditor"),
    "own_audit": ("auditor",),
    # Whoever may be given audits, two managers among them; of those in the open round, one is to write.
    "answering": ("auditor", "external", "manager", "other_manager"),
    "own_audits": ("auditor",),
    # Whoever may audit, and QA; a try is seen by whoever made it, and QA.
    "practise": ("lead", "officer", "auditor", "external", "manager", "other_manager"),
    "practised": ("lead", "officer", "auditor"),
    # A concern is for QA, whoever audits the case, and the managers above its team, at once.
    "concern": ("lead", "officer", "auditor", "manager", "service"),
    "moderate": ("moderator",),
    "moderation": ("lead", "officer", "moderator"),
    "moderated": ("lead", "officer", "auditor", "moderator"),
    "handed_in": ("lead", "officer", "auditor", "moderator"),
    "have_audits": (
        "lead", "officer", "auditor", "external", "moderator", "manager", "other_manager", "service",
        "psw",
    ),
    "have_feedback": (
        "lead", "officer", "auditor", "external", "moderator", "worker", "other_worker", "manager",
        "other_manager", "service", "psw",
    ),
    # Released feedback: besides those who had a part, the worker, the managers above, the principal.
    "feedback": (
        "lead", "officer", "auditor", "moderator", "worker", "manager", "service", "psw",
    ),
    "answer_feedback": ("worker", "manager", "service"),
    "reply": ("lead", "officer", "auditor"),
    "dates": ("lead", "officer", "manager", "service"),
    "have_actions": (
        "lead", "officer", "auditor", "external", "moderator", "worker", "other_worker", "manager",
        "other_manager", "service", "psw",
    ),
    "move": ("lead", "officer", "auditor"),
    "figures": ("lead", "officer", "service", "psw", "director"),
    "list_behind": ("lead", "officer", "service", "psw"),
}  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """Who is answered on GET and on POST, and with what; `moved` are sent on instead, on GET."""

    get: str
    post: str
    on_get: str = "200"
    on_post: str = "200"
    moved: str = "nobody"


# page, who on GET, who on POST ("-": the same), answers where they are not 200 and 200, who is sent on.
# An empty form is posted: 200 shows what is missing, 302 says that there was nothing to ask.
PAGES = """
home:home                   signed_in
home:search                 signed_in
home:start                  anybody         -                404 404
home:session                anybody
home:brand                  anybody
home:logo                   anybody         -                404 404
home:live                   anybody
home:ready                  anybody
home:metrics                anybody         -                404 404
home:help                   anybody
home:guidance               anybody
people:set_up               any_set_up
people:people               accounts
people:add_person           accounts
people:import_people        accounts
people:person               accounts
people:edit_person          accounts
people:give_role            accounts
people:end_role             accounts        -                200 302
people:new_password         accounts
people:reset_second_step    accounts        -                200 302
people:sign_out_person      accounts        -                200 302
people:disable_person       accounts        -                200 302
people:enable_person        signed_in       accounts         405 302
people:teams                accounts
people:add_team             accounts
people:edit_team            accounts
people:practitioners        accounts
people:link_practitioner    accounts
people:settings             accounts
people:signing_in           accounts
people:concern_numbers      accounts        -                200 302
people:words                accounts
people:edit_word            accounts
people:access_log           log
people:account              signed_in
people:sessions             signed_in       -                200 302
people:sign_out_everywhere  signed_in       -                405 302
retention:kept              governance
retention:holds             governance
retention:place_hold        governance
retention:end_hold          governance
retention:disposals         governance      -                200 302
retention:dispose_case      governance
retention:edit_period       governance
journal:find                governance
journal:subject             governance
journal:subject_document    governance
journal:person              governance
journal:person_document     governance
cases:case_lists            run
cases:new_case_list         run
cases:upload                run             -                200 302
cases:match_columns         run
cases:case_list             run
cases:withdraw_case_list    run
cases:case_types            case_words
cases:add_case_type         accounts
cases:map_value             signed_in       run              405 302
cases:case_type             accounts
cases:move_case_type        signed_in       accounts         405 302
audits:index                have_audits
audits:word_forms           answering
audits:word_zip             own_audits
audits:excel                own_audits
audits:excel_file           own_audits
audits:excel_read           own_audits      -                302 302
audits:audit                see_begun
audits:section              write           -                200 302  lead
audits:not_applicable       write
audits:finding              write
audits:answer               see_begun       signed_in        200 405
audits:evidence             write
audits:action               write
audits:remove               signed_in       write            405 302
audits:unanswered           write           -                200 302  lead
audits:whole                see_begun
audits:people               write
audits:worked               write
audits:conversations        see_begun
audits:conversation         write
audits:concern              see_begun
audits:concern_raised       concern
audits:word                 write
audits:word_file            write
audits:word_read            write           -                302 302
audits:check                own_audit
audits:hand_back            own_audit
audits:sign_off             nobody
audits:import_audits        run
audits:match_audits         run
audits:audit_import         run             -                200 302
audits:moderation           moderation      nobody
audits:moderate             moderate
audits:moderation_action    moderate
audits:return_audit         moderate
audits:moderation_result    moderated
audits:feedback_list        have_feedback
audits:release              run
audits:feedback             feedback        answer_feedback
audits:undo_release         run
audits:reply                reply
audits:feedback_dates       dates
audits:close_audit          run
actions:tracker             have_actions
actions:download            have_actions
actions:change_due          move            nobody
actions:change_owner        move            nobody
actions:action              see_begun
actions:done                nobody
actions:check               nobody
actions:withdraw            run
tools:tools                 run
tools:new_tool              run
tools:upload_tool           run
tools:library_tool          run
tools:version               run
tools:tool_settings         run
tools:add_section           run
tools:section               run
tools:add_question          run
tools:question              run
tools:map_question          run
tools:condition             run
tools:add_scale             run
tools:scale                 run
tools:add_rule              run
tools:rule                  run
tools:copy                  run             -                200 302
tools:import_form           run
tools:move                  signed_in       run              405 302
tools:remove                signed_in       run              405 302
tools:undo                  signed_in       run              405 302
tools:typed                 signed_in       run              405 422
tools:preview               run
tools:try_out               run
tools:compare               run
tools:publish               run
tools:next_version          signed_in       run              405 302
tools:retire                run             -                200 302
tools:discard               run             -                200 302
tools:tool_file             run
programme:index             run
programme:new               run
programme:quick             run
programme:selected          run
programme:rotations         run
programme:workers_covered   run
programme:exemptions        run
programme:end_exemption     run             -                302 302
programme:round             run
programme:set_up            run
programme:set_up_cases      run
programme:set_up_tool       run
programme:set_up_selection  run
programme:name_case         run
programme:preview           run
programme:select_again      run
programme:selecting         run             -                302 302
programme:set_up_auditors   run
programme:set_up_check      run             -                200 302
programme:auditors          run
programme:auditor           run
programme:end_absence       run             -                302 302
programme:ready             run
programme:practice          practise
programme:practised         practised
programme:practise          practise
programme:times             run
programme:time              run
programme:selection         run
programme:fair_sample       run
programme:selection_file    run
programme:swap              run
programme:take_out          run
programme:add_case          run
programme:reassign          run
programme:due_date          run
programme:remind            run
programme:second_audits     run
programme:close             run             -                200 302
programme:restricted        run
programme:end_named         restricted_only
programme:lift_restriction  restricted_only
programme:tell              run             -                200 302
programme:tell_word         run
programme:notice            run
programme:notice_word       run
figures:insights            figures         -                302 302
figures:grades              figures
figures:moderation          figures
figures:domains             figures
figures:coverage            figures
figures:behind              list_behind
figures:workbook_of_figures figures
reports:reports             figures
reports:report              run
reports:edit                run             -                200 302
reports:finalise            lead
reports:download            run
reports:audit_document      run
"""
# Rooms whose addresses lead to things that a restricted round may hide.
MAY_BE_HIDDEN = ("audits", "actions", "programme", "reports")
# Pages of those rooms that are about an auditor or a case type, and about no round.
OF_NO_ROUND = (
    "programme:auditor", "programme:end_absence", "programme:time", "programme:practised",
    "programme:practise", "programme:exemptions", "programme:end_exemption",
)  # fmt: skip


def rules() -> dict[str, Rule]:
    """The rule of each page."""
    found = {}
    for line in PAGES.split("\n"):
        cells = line.split()
        if not cells:
            continue
        name, get, post, on_get, on_post, moved = (
            *cells,
            *("", "-", "200", "200", "nobody")[len(cells) - 1 :],
        )
        found[name] = Rule(get, get if post == "-" else post, on_get, on_post, moved)
    return found


def rows(with_parameters: Iterator[str]) -> Iterator[list[str]]:
    """The table: page, method, what it is about, and the answer to each of PEOPLE."""
    has_parameters = set(with_parameters)
    for name, rule in rules().items():
        may_hide = name.split(":")[0] in MAY_BE_HIDDEN and name not in OF_NO_ROUND
        hides = may_hide and name in has_parameters
        for about in (OPEN, HIDDEN) if hides else (OPEN,):
            yield [name, "GET", about, *_answers(rule.get, rule.on_get, about, rule.moved)]
            yield [name, "POST", about, *_answers(rule.post, rule.on_post, about)]


def _answers(group: str, answer: str, about: str, moved: str = "nobody") -> Iterator[str]:
    let_in, sent_on = (_let_in(each, answer, about) for each in (group, moved))
    for person in PEOPLE:
        if person in let_in:
            yield answer
        elif person == "out" or person in sent_on:
            yield "302"
        else:
            yield "404"


def _let_in(group: str, answer: str, about: str) -> set[str]:
    """Whom a rule lets in; of something hidden, those of them who are named. A 405 is for everybody."""
    if group == "restricted_only":
        return {"lead"} if about == HIDDEN else set()
    people = set(GROUPS[group])
    return people & set(NAMED) if about == HIDDEN and answer != "405" else people
