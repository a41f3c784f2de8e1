"""What the invented auditors write: for each domain a sentence for good work, one for weaker work,
and the difference it made. Nobody and nothing in them is real."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Said:
    good: str
    weak: str
    difference: str
    little: str
    strength: str
    improve: str
    action: str


DOMAINS: dict[str, Said] = {
    "risk": Said(
        "Risk was talked through with the family at every visit and the safety plan was changed twice as things changed (visit notes of March and June).",
        "Risk is described but not weighed; the same three worries are carried from one case summary to the next without saying what has changed.",
        "The child can say who to ring and has slept at home safely for five months.",
        "It is hard to see that the child is safer now than at the start.",
        "It was asked again and again what life is like for the child when nobody is visiting.",
        "Say what would have to change for the worry to be smaller.",
        "Review the safety plan with the family and write down what has changed",
    ),
    "involvement": Said(
        "Child and mother were asked what they wanted from the plan, and two of its five steps are in their words.",
        "The child's wishes are noted once, in the assessment, and do not come back in the plan.",
        "The child came to the last review and chose who else should be there.",
        "The family were told about the plan rather than making it.",
        "The plan uses the child's own words.",
        "Bring the child's wishes back into each review of the plan.",
        "Ask the child what should be different and put it into the plan",
    ),
    "coordination": Said(
        "School, health visitor and the drug service met every four weeks and each brought what they had done.",
        "The school's worry of May was not passed to the core group.",
        "One visit a week by somebody the child knows, instead of four by strangers.",
        "Agencies worked beside each other rather than together.",
        "Everybody in the core group knew the same things.",
        "Share what the school reports with the core group the same week.",
        "Tell the core group what the school has reported since May",
    ),
    "assessment": Said(
        "The assessment uses the family's history to explain today and was shared with them before it was finished.",
        "The father is mentioned but was not spoken to; two texts were sent and no visit tried.",
        "Support began with what the parents said was hardest, bedtime.",
        "The help offered does not follow from what the assessment found.",
        "The analysis explains why things happen, not only what happened.",
        "Include fathers, also those who live elsewhere.",
        "Meet the father and add his view to the assessment",
    ),
    "plans": Said(
        "Each step says who does what by when, and what the child will notice.",
        "Steps are long and undated; there is no plan for when things go wrong.",
        "Six of seven steps were done by the second review.",
        "Nobody could say which step comes next.",
        "The plan can be read by the family in two minutes.",
        "Add what happens if the plan does not work.",
        "Add a contingency plan with names and dates",
    ),
    "reviews": Said(
        "Reviews were on time and ended with fewer, clearer steps.",
        "The last review repeated the plan without asking whether it had worked.",
        "The plan was stepped down when it should have been.",
        "The case drifted for three months between reviews.",
        "The review was used to end what was no longer needed.",
        "Ask at each review what difference each step has made.",
        "Write what each step has changed before the next review",
    ),
    "decisions": Said(
        "The manager's decisions are on the record with reasons, and supervision comes back to them.",
        "Supervision actions were moved to the next date three times without a word why.",
        "The decision to hold a strategy meeting was made the same day.",
        "Delay in deciding left the child waiting for help.",
        "Management oversight can be followed from month to month.",
        "Say in supervision why an action was not done.",
        "Record in supervision what became of each earlier action",
    ),
    "help": Said(
        "Direct work over eight sessions, planned, with drawings kept on the record.",
        "Visits read as checks; little direct work is described.",
        "The child's attendance went from half to nearly every day.",
        "What changed for the child cannot be told from the record.",
        "Direct work was planned and had a purpose each time.",
        "Say what each visit is for before it happens.",
        "Plan three sessions of direct work and record what the child says",
    ),
    "diversity": Said(
        "The family's language and faith shaped who visited and when.",
        "Ethnicity is recorded; what it means for the child is not.",
        "The grandmother could take part because an interpreter was booked each time.",
        "The child's identity does not show in the plan.",
        "The plan says what the family's culture means for it.",
        "Write what the child's identity means for the work.",
        "Talk with the child about identity and add it to the plan",
    ),
    "permanence": Said(
        "Two ways to permanence were worked on side by side from the second review.",
        "The permanence plan still says to be decided after nine months.",
        "The child knows where they will live until they are grown up.",
        "The child does not know where they will live.",
        "Permanence stayed on the agenda.",
        "Decide and record the permanence plan.",
        "Hold a permanence planning meeting",
    ),
    "placement": Said(
        "The carers were matched to what the child needs and were supported when it was hard.",
        "The placement was found in a hurry and the carers had half the facts.",
        "One home and one school in two years.",
        "Three moves in a year have cost the child a school.",
        "The placement was stood by when it wobbled.",
        "Give carers the whole picture before a child moves in.",
        "Hold a placement stability meeting with the carers",
    ),
    "independence": Said(
        "The pathway plan names real skills, with who teaches which.",
        "The pathway plan is a list of services and does not say what the young person can do.",
        "The young person cooks, budgets and has a friend to call.",
        "The young person is not ready for the move planned in spring.",
        "The pathway plan is written to the young person.",
        "Ask the young person what they still need to learn.",
        "Write the pathway plan again with the young person",
    ),
}

# For domains of tools that the above does not name.
ANY = Said(
    "It was done with care and in time, and those whom it concerns say that they noticed.",
    "It is mentioned, and nothing shows what came of it.",
    "Those whom it concerns can say what is different.",
    "What it changed cannot be told.",
    "It was planned, done and looked at again.",
    "Say what it was for, and look again at what came of it.",
    "Go back to what was decided and write down what came of it",
)

OVERALL = {
    "good": "Work that knows this child and has changed something for them. The points to make stronger do not outweigh that.",
    "weak": "Caring work, but plan and risk are not followed through, so that little has changed for the child.",
}
CHILD_SAID = "My worker listens. I would like her to tell me before she changes the day."
PARENT_SAID = "We were asked what we wanted, and most of it happened. The letters are hard to read."
WORKER_SAID = "I know this family well. The last six weeks were hard because a colleague was away."
