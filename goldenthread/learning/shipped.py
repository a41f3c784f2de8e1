"""The themes that come with the product, in the field's words. An authority edits them as its own.

The cues were written from what the field calls things, before any report was read for them: the bench
measures how often they lead to the theme that a reader chose.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shipped:
    code: str
    name: str
    about: str
    cues: str  # one to a line on the page; here parted by semicolons

    @property
    def cue_list(self) -> tuple[str, ...]:
        return tuple(cue.strip() for cue in self.cues.split(";"))


SHIPPED = (
    Shipped(
        "voice", "Voice and lived experience of the child",
        "What the child says, wants and feels, and what daily life is like for them, is sought, "
        "understood and shapes the work.",
        "voice; child's view; wishes and feelings; wishes; feelings; lived experience; seen alone; "
        "spoken to alone; child said; what life is like; day in the life; advocate; advocacy; "
        "observed the child; child's words; participation; young person's view; children's view",
    ),
    Shipped(
        "family", "Working with parents, carers and the wider family",
        "Parents, carers and relatives are involved as partners, understand the worries and the plan, "
        "and are offered help from their own network.",
        "parent; parents; carer; carers; mother; family's view; involved in the plan; "
        "family group conference; wider family; relatives; grandparents; shared with the family; "
        "engage the family; working with families; kinship; consent; hard to engage; "
        "disguised compliance",
    ),
    Shipped(
        "fathers", "Fathers and other adults in the home",
        "Fathers, partners and other men, also those who live elsewhere, are known, spoken to and "
        "part of assessment and plan.",
        "father; fathers; dad; stepfather; partner; absent father; men in the household; "
        "male carer; adults in the household; non-resident parent; paternal",
    ),
    Shipped(
        "assessment", "Assessment and analysis",
        "Assessments are timely, current and analytical: they use history and research, weigh strengths "
        "and needs, and lead to a conclusion.",
        "assessment; assessments; reassess; analysis; analytical; descriptive; "
        "child and family assessment; updated assessment; single assessment; parenting assessment; "
        "needs analysis; conclusion; hypothesis; professional curiosity; formulation",
    ),
    Shipped(
        "risk", "Recognising and responding to risk",
        "Risk of harm is recognised, weighed, shared and acted on in time; strategy discussions and "
        "enquiries follow when they should.",
        "risk; risks; harm; safety plan; risk assessment; strategy discussion; strategy meeting; "
        "section 47; s47; danger; domestic abuse; neglect; safeguarding concern; child protection; "
        "escalating; substance misuse; protective factors; unsafe; safe",
    ),
    Shipped(
        "chronology", "Chronology and history",
        "The child's history is on the record as a current chronology and is used to understand what is "
        "happening now.",
        "chronology; chronologies; history; historical; past events; significant events; "
        "case summary; case summaries; previous involvement; timeline of events",
    ),
    Shipped(
        "network", "Genogram and family network",
        "Who belongs to the child's family and network is recorded and understood.",
        "genogram; genograms; ecomap; family tree; family network; network map; family composition",
    ),
    Shipped(
        "planning", "Plans: specific, measurable and current",
        "Plans say who does what by when, what is to change for the child, and what happens if it does "
        "not: outcomes, timescales, contingency.",
        "plan; plans; smart; measurable; outcome focused; care plan; child in need plan; "
        "pathway plan; contingency; contingency plan; timescales in the plan; actions in the plan; "
        "specific; goals; objectives; planning; personal education plan",
    ),
    Shipped(
        "reviews", "Reviews, conferences and core groups",
        "Reviews, conferences and core groups are held on time, with the right people, and move the "
        "plan on.",
        "review; reviews; conference; core group; core groups; child in need meeting; "
        "care team meeting; looked after review; review meeting; midway review; iro; "
        "independent reviewing officer; minutes; conference chair; reviewing",
    ),
    Shipped(
        "drift", "Drift and delay",
        "Work moves at the child's pace; delay is seen, challenged and ended.",
        "drift; delay; delays; delayed; stuck; waiting; lack of progress; slow; "
        "allowed to drift; momentum; lost time; prolonged; not progressed",
    ),
    Shipped(
        "supervision", "Supervision",
        "Supervision is regular, reflective and recorded; what is agreed there is followed through.",
        "supervision; supervisions; reflective; reflection; supervisor; supervised; "
        "case discussion; supervision actions; supervision record; one to one; group supervision",
    ),
    Shipped(
        "oversight", "Management oversight and decisions",
        "Managers' decisions, reasons and challenge can be followed on the record, and they make a "
        "difference.",
        "management oversight; oversight; manager; managers; decision; decisions; decision making; "
        "rationale; management direction; footprint; sign off; authorised; case direction; "
        "service manager; line of sight; panel",
    ),
    Shipped(
        "multi_agency", "Working together with other agencies",
        "Partners share information, contribute to plans and are challenged when they do not.",
        "multi agency; agencies; partner agencies; partnership; information sharing; share information; "
        "school; police; health visitor; professionals; other professionals; joint working; "
        "joined up; team around; mash; communication between; escalation to partners; liaison",
    ),
    Shipped(
        "visits", "Visits",
        "Children are visited as often as they need and as the law asks, with a purpose, and the visit "
        "is recorded.",
        "visit; visits; visited; visiting; statutory visit; statutory visits; frequency of visits; "
        "home visit; unannounced; in timescale; seen in timescale; seen regularly",
    ),
    Shipped(
        "direct_work", "Direct work and relationships",
        "Workers know the child, build trust and use planned direct work.",
        "direct work; relationship; relationships; trust; rapport; life story; life story work; tools; "
        "engagement with the child; knows the child; creative; session; sessions; key work; "
        "worker knows; change of worker; changes of social worker; consistency of worker",
    ),
    Shipped(
        "recording", "Recording",
        "The record is up to date, clear, respectful and complete, and documents are where they belong.",
        "recording; records; record; recorded; case notes; uploaded; upload; up to date; file; "
        "on file; documents; missing documents; case file; case recording; wrong place; "
        "written to the child; jargon; duplicate",
    ),
    Shipped(
        "identity", "Identity, culture and diversity",
        "Ethnicity, language, faith, disability and identity are known, and the work follows from "
        "what they mean for the child.",
        "identity; culture; cultural; ethnicity; ethnic; religion; faith; language; interpreter; "
        "diversity; diverse; heritage; disability; disabled; gender; sexuality; equality; "
        "protected characteristics; discrimination",
    ),
    Shipped(
        "permanence", "Permanence",
        "There is a permanence plan in time, with parallel plans, and the child knows where they will "
        "live.",
        "permanence; permanency; adoption; special guardianship; long term fostering; parallel planning; "
        "pre proceedings; plo; court; legal planning; care proceedings; reunification; "
        "twin track; kept together; sibling assessment",
    ),
    Shipped(
        "placement", "Placement and carers",
        "The home is matched to the child's needs, is stable, and carers are supported.",
        "placement; placements; matching; matched; foster carer; foster carers; fostering; residential; "
        "stability; placement move; placement moves; breakdown; disruption; carer support; "
        "delegated authority; unregistered; children's home; contact with family",
    ),
    Shipped(
        "health", "Health and emotional wellbeing",
        "Health needs are assessed and met in time, emotional wellbeing and therapy among them.",
        "health; health assessment; dental; dentist; immunisation; emotional wellbeing; mental health; "
        "camhs; therapy; therapeutic; trauma; sdq; gp; self harm; emotional needs",
    ),
    Shipped(
        "education", "Education and learning",
        "Attendance, attainment and support at school are known and improved.",
        "education; educational; pep; attendance; exclusion; excluded; virtual school; attainment; "
        "college; learning; employment; training; neet; send; ehcp; pupil premium",
    ),
    Shipped(
        "independence", "Preparation for adulthood",
        "Young people leave care ready: pathway plan, home, money, skills, people to rely on.",
        "independence; independent living; care leaver; care leavers; leaving care; personal adviser; "
        "adulthood; adult services; transition; transitions; life skills; accommodation; housing; "
        "staying put; entitlements; budgeting; set up home",
    ),
    Shipped(
        "missing", "Missing, exploitation and harm outside the home",
        "Going missing and exploitation are recognised, return interviews held and used, and risk "
        "outside the home is planned for.",
        "missing; missing episode; missing episodes; return home interview; return interview; "
        "exploitation; cse; cce; county lines; gangs; contextual safeguarding; grooming; online; "
        "absconding; trafficked",
    ),
    Shipped(
        "threshold", "Thresholds and stepping up or down",
        "The child gets the right level of help at the right time, and changes of level are explained.",
        "threshold; thresholds; step up; step down; stepped down; closed too soon; closure; closing; "
        "referral; re referral; referrals; front door; early help; contact; no further action; "
        "transfer between teams; case transfer; level of need",
    ),
    Shipped(
        "impact", "Difference made for the child",
        "It can be seen what changed for the child, and that help is sustained until it holds.",
        "impact; difference; outcomes; improved outcomes; progress; making progress; changed; "
        "improvement for the child; better outcomes; sustained; positive change; thriving; benefit; "
        "evidence of change",
    ),
    Shipped(
        "timeliness", "Timescales",
        "What has a timescale, by law or by the authority's own standard, is done within it.",
        "timescale; timescales; timely; timeliness; late; overdue; on time; out of date; "
        "statutory timescale; within time; deadline; in time; prompt; working days",
    ),
)  # fmt: skip
