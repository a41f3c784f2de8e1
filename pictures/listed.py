"""Every picture of the guide: who sees it, the way there, what of the page it shows, what a reader hears."""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "guide" / "pictures"

LEAD, AUDITOR, MODERATOR = "QA lead", "Auditor", "Moderator"
TOP = "main h1"


@dataclass(frozen=True)
class Picture:
    """`way`: addresses, and what is followed, opened or chosen on them, as Playwright finds it.
    `shows`: the parts of the page that the picture has to hold; `alt`: what is seen."""

    name: str
    who: str
    way: tuple[str, ...]
    shows: tuple[str, ...]
    alt: str


def rows(count: int) -> str:
    """The last row to show of the first table."""
    return f"main table >> nth=0 >> tbody tr >> nth={count - 1}"


RETURNED = ("/", "main tr:has-text('Returned') a")
RESULT = "a:has-text('What the moderator decided')"
CASE = "main table:has-text('Worker') a >> nth=0"
AUTUMN = ("/rounds/", "main a:has-text('Autumn practice audits') >> nth=0")
TOOLS = "/set-up/tools/"
PREVIEW = "a:has-text('Preview as auditor')"

PICTURES = (
    Picture(
        "conversations", AUDITOR, (*RETURNED, "a:has-text('Conversations')"),
        (TOP, "main ul.govuk-task-list"),
        "The page Conversations: the record, the worker, the manager, the child and a parent, each with "
        "what came of asking and the beginning of what was said.",
    ),
    Picture(
        "below-standard", AUDITOR,
        ("/", "main tr:has-text('In progress') a", "main a:has-text('Check and submit')"),
        (TOP, rows(4)),
        "Check and submit: before the audit can be submitted it needs an action with an owner and a "
        "date, since the overall grade is below the standard.",
    ),
    Picture(
        "concern", AUDITOR,
        (*RETURNED, "a:has-text('Flag an immediate concern')"),
        (TOP, "main label:has-text('Who did you speak to')", "main input[name=spoke_to]"),
        "The page of an immediate concern begins with the numbers to call, and asks who was spoken to.",
    ),
    Picture(
        "concern-told", LEAD, ("/", "main a:has-text('Read and acknowledge')"),
        (TOP, "main button:has-text('Acknowledge')"),
        "A concern that nobody has acknowledged yet: who raised it and when, who was spoken to, what they "
        "will do, and a box for what is done now.",
    ),
    Picture(
        "tracker", LEAD, ("/actions/",), ("main nav >> nth=0", rows(7)),
        "The list of actions, overdue first, with a filter at the side and buttons to change the due "
        "date, give actions to others or send a reminder.",
    ),
    Picture(
        "meeting", LEAD, ("/actions/meeting/",), ("main p:has-text('saved together')", "main .gt-card >> nth=1"),
        "The meeting view: which meeting, when and who was there, then each action with what becomes "
        "of it and what was said.",
    ),
    Picture(
        "last-time", LEAD,
        ("/rounds/", "main a:has-text('Cases audited again')", CASE),
        (TOP, "main details"),
        "An audit of a follow-up round, with what was found last time: the grade, the findings and each "
        "action with how it stands.",
    ),
    Picture(
        "theme", LEAD, ("/learning/", "main table a:has-text('Fathers')"),
        (TOP, "main .gt-card >> nth=1"),
        "A theme: in how many audits of each round it was found, why the rounds are read with care, and "
        "the findings put to it.",
    ),
    Picture(
        "supervision-question", LEAD,
        (TOOLS, "main a:has-text('Core case audit')", PREVIEW),
        ("[id='q-facts.supervision_held']", "[id='q-facts.supervision_actions']"),
        "Two questions of the core audit: did supervision happen as often as agreed, and what became of "
        "the actions that it set.",
    ),
    Picture(
        "carried-over", LEAD, ("/actions/?status=open", "main tr:has-text('2 times') a"),
        (TOP, "main h2:has-text('History')", "main .gt-timeline"),
        "An action that was carried over twice: its date now, the auditor's timescale, and in its history "
        "the reasons and what will be different.",
    ),
    Picture(
        "thematic-tool", LEAD,
        (TOOLS, "main a:has-text('Chronology, visits and plans')", PREVIEW, "a:has-text('B. Visits')"),
        ("[id='q-visits.due']", "[id='q-visits.how']"),
        "The section Visits of a thematic tool: how many were due, how many were made in time, and how "
        "the child was seen.",
    ),
    Picture(
        "activity", LEAD, ("/programme/", "main a:has-text('Contacts that led to nothing')"),
        (TOP, "main dl"),
        "An activity on the schedule, with its kind, month, service, tool and lead, and where the need "
        "for it came from.",
    ),
    Picture(
        "plan", LEAD, ("/learning/plans/", "main table a"), (TOP, "main table"),
        "An improvement plan as its board sees it: a line for each objective with its owner, date, where "
        "it stands, latest progress and evidence.",
    ),
    Picture(
        "schedule", LEAD, ("/programme/",), (TOP, "main .gt-months"),
        "The year's programme: a box for each month with its activities and how many audits are "
        "submitted of those planned.",
    ),
    Picture(
        "asked", LEAD, ("/programme/asked/",), (TOP, "main h2 >> nth=-1", "main table >> nth=-1"),
        "Who has done what was asked of them: two measures kept apart, and each person with the audits "
        "asked, given and submitted in the month.",
    ),
    Picture(
        "moderation", MODERATOR, ("/moderation/", "main table a"), (TOP, rows(6)),
        "The moderation page, side by side: each domain with the auditor's grade and evidence, and the "
        "moderator's grade and reason.",
    ),
    Picture(
        "moderated", LEAD,
        ("/insights/moderation/", "option:has-text('Autumn practice audits')", "button:has-text('Show round')"),
        ("main .govuk-body-l", "main table >> nth=-1"),
        "Moderation of a round: by what rule audits were chosen, how many grades went up and down, and the "
        "auditor's and the moderator's grades as bars and as a table.",
    ),
    Picture(
        "moderation-result", LEAD,
        (*AUTUMN, "main tr:has-text('drawn at random') a >> nth=0", RESULT), (TOP, rows(4)),
        "What the moderator decided: how good the audit itself is, what the moderator says to the auditor "
        "and what the auditor answered, then both grades of each domain.",
    ),
    Picture(
        "letters", LEAD, (*AUTUMN, "a:has-text('Tell people')"), (TOP, rows(5)),
        "Tell people: each case with its letters to the worker, the manager and the family, and the day "
        "on which each was sent.",
    ),
    Picture(
        "talk", LEAD, ("/feedback/", "main tr:has-text('Closed') a"),
        ("main h2:has-text('Talked over')", "main .gt-card:has-text('own view')"),
        "Feedback on an audit with the note of the talk about it: the date, who was there, the worker's "
        "own view and what was agreed by when.",
    ),
    Picture(
        "observation", LEAD, (TOOLS, "main a:has-text('Practice observation')", PREVIEW),
        ("[id='q-header.observed']", "[id='q-header.consent']"),
        "The first page of a practice observation: what was observed, when, and whether the family "
        "agreed to the observer being there.",
    ),
    Picture(
        "flags", LEAD, ("/rounds/", "main a:has-text('Supervision, where')", "main a:has-text('Cases')"),
        (TOP, "main fieldset:has-text('Only cases with one')"),
        "Which cases may be selected: only those with a flag of the case list, such as a repeat child "
        "protection plan.",
    ),
    Picture(
        "re-audit", LEAD, ("/insights/re-audit/",), ("main h2", "main :text('The line runs from')"),
        "Re-audit: how many cases were graded better, worse and the same, then for each section the share "
        "that met the standard, an open circle for the first audit and a filled one for the re-audit.",
    ),
    Picture(
        "practised", AUDITOR, ("/practice/", "main table >> nth=1 >> a"), (TOP, rows(5)),
        "A try at an invented case: the auditor's grade of each section beside the reference's, with the "
        "reference's reasons.",
    ),
    Picture(
        "training", LEAD, ("/rounds/", "main a:has-text('Learning to audit')", CASE, RESULT),
        (TOP, "main button:has-text('Note the talk')"),
        "A training audit after moderation: the feedback to the auditor, and the day on which it was "
        "talked through with them, one to one.",
    ),
    Picture(
        "ready", LEAD, ("/set-up/auditors/ready/",), (TOP, "main table"),
        "Who is ready to audit: each auditor with the tools they have practised, since when, and the "
        "training audits talked through with them.",
    ),
    Picture(
        "exemplar", AUDITOR, ("/learning/exemplars/", "main table a"), (TOP, "main p >> nth=-1"),
        "An exemplar of good practice: its title and theme, what was done, and why it is good.",
    ),
    Picture(
        "briefing", LEAD, ("/learning/briefings/", "main table a"), (TOP, "main table"),
        "A briefing of seven short parts, and under it how each team that it was sent to has used it.",
    ),
    Picture(
        "voices", LEAD,
        ("/insights/voices/", "option:has-text('Autumn practice audits')", "button:has-text('Show round')"),
        ("main h2 >> nth=0", "main .govuk-inset-text"),
        "Two figures that stay apart: in how many moderated audits the child's views were found, and how "
        "many children and parents told the audit something.",
    ),
    Picture(
        "views", MODERATOR, ("/moderation/", "main table a"), ("main h2:has-text('views')", "main fieldset:has-text('views') >> nth=-1"),
        "The moderator's questions whether the views of the child, the parents and the carers are in "
        "this audit.",
    ),
)  # fmt: skip
