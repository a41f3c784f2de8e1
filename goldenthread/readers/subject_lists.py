"""What lists of other subjects than children's case files say: each kind with columns of its own."""

from collections.abc import Mapping
from dataclasses import dataclass

CASE_FILE = "case_file"
TEXT, DATE, NUMBERS = "text", "date", "numbers"
CHILDREN = "children"
LONGEST_TEXT = 300
MOST_CHILDREN = 100  # of one contact or family; more is a list of something else


@dataclass(frozen=True)
class ListedField:
    """A column of ours: what people call it, what its cells are, and headings that mean it.

    `headings` are written as `heading_key` writes them. NUMBERS are case numbers, one or several in a
    cell; rows that share a subject's number are then one subject, with the numbers of all of them.
    """

    label: str
    type: str = TEXT
    headings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedKind:
    """A kind of subject as its list has it. `fields`: its own columns, by the key they are kept under.

    `is_register`: the list holds what stands and what has ended, not what came in a window of dates.
    `is_of_one_child`: age, sex, ethnicity and disability of the child may be read.
    """

    number: ListedField
    worker: ListedField
    fields: Mapping[str, ListedField]
    type: ListedField
    is_register: bool = False
    is_of_one_child: bool = False


_CHILD = (
    "childid",
    "childsid",
    "childuniqueid",
    "childnumber",
    "personid",
    "childcasenumber",
    "mosaicid",
)
_CHILDREN = (*_CHILD, "children", "childids", "childrenids", "childnumbers", "childcasenumbers")
_SOCIAL_WORKER = ListedField(
    "Allocated worker",
    headings=("worker", "allocatedworker", "socialworker", "allocatedsocialworker"),
)
_ONE_CHILD = ListedField("Child's case number", NUMBERS, _CHILD)
_SUPERVISING = ListedField(
    "Supervising social worker",
    headings=("supervisingsocialworker", "ssw", "socialworker", "worker", "allocatedworker"),
)
_TYPE = ("type", "category")

LISTED: Mapping[str, ListedKind] = {
    "family": ListedKind(
        ListedField("Family number", headings=("familyid", "familynumber", "householdid", "groupid", "id")),
        _SOCIAL_WORKER,
        {CHILDREN: ListedField("Children", NUMBERS, _CHILDREN)},
        ListedField("Type of family", headings=(*_TYPE, "familytype")),
        is_register=True,
    ),
    "contact": ListedKind(
        ListedField(
            "Contact or referral number",
            headings=(
                *("contactid", "contactnumber", "contactref", "contactno", "referralid"),
                *("referralnumber", "referralref", "enquiryid", "reference", "ref", "id"),
            ),
        ),
        ListedField(
            "Decision maker", headings=("decisionmaker", "worker", "managerdecision", "screenedby", "allocatedto")
        ),
        {
            "header.received_on": ListedField(
                "Date received", DATE,
                ("dateofcontact", "contactdate", "datereceived", "receivedon", "dateofreferral", "referraldate"),
            ),
            CHILDREN: ListedField("Children", NUMBERS, _CHILDREN),
            "source": ListedField("Who made it", headings=("contactsource", "referralsource", "source", "agency")),
            "outcome": ListedField("Outcome", headings=("outcome", "contactoutcome", "decision", "referralnfa")),
        },
        ListedField("Type of contact", headings=(*_TYPE, "contacttype", "referraltype")),
    ),
    "assessment": ListedKind(
        ListedField("Assessment number", headings=("assessmentid", "assessmentnumber", "reference", "ref", "id")),
        _SOCIAL_WORKER,
        {
            "header.started_on": ListedField(
                "Date begun", DATE,
                ("continuousassessmentstartdate", "assessmentstartdate", "startdate", "datestarted"),
            ),
            "authorised_on": ListedField(
                "Date authorised", DATE,
                ("dateofauthorisation", "assessmentauthorisationdate", "authorisedon", "completedon", "enddate"),
            ),
            CHILDREN: _ONE_CHILD,
        },
        ListedField("Type of assessment", headings=(*_TYPE, "assessmenttype")),
        is_of_one_child=True,
    ),
    "supervision_file": ListedKind(
        ListedField(
            "Staff number", headings=("staffid", "staffnumber", "workerid", "employeeid", "payrollnumber", "id")
        ),
        ListedField("Worker supervised", headings=("worker", "supervisee", "practitioner", "workername", "name")),
        {
            "header.supervisor": ListedField(
                "Supervisor", headings=("supervisor", "supervisedby", "linemanager", "manager", "teammanager")
            )
        },
        ListedField("Post", headings=(*_TYPE, "post", "role", "jobtitle")),
        is_register=True,
    ),
    "observed_event": ListedKind(
        ListedField("Number of the event", headings=("eventid", "visitid", "meetingid", "reference", "ref", "id")),
        _SOCIAL_WORKER,
        {
            "header.observed": ListedField(
                "What is observed", headings=("observed", "event", "eventtype", "visittype", "meeting", "activity")
            ),
            "header.observed_on": ListedField(
                "Date", DATE, ("observedon", "eventdate", "visitdate", "meetingdate", "date")
            ),
            CHILDREN: _ONE_CHILD,
        },
        ListedField("Type of event", headings=_TYPE),
    ),
    "foster_carer": ListedKind(
        ListedField(
            "Foster carer number",
            headings=("carerid", "fostercarerid", "carernumber", "fosterid", "householdid", "carerref", "id"),
        ),
        _SUPERVISING,
        {
            "header.approved_on": ListedField(
                "Date approved", DATE, ("approvedon", "approvaldate", "dateapproved", "dateofapproval")
            ),
            "terms": ListedField(
                "Terms of approval", headings=("termsofapproval", "approvalterms", "terms", "approvedfor")
            ),
            "reviewed_on": ListedField(
                "Date of last annual review", DATE, ("lastreview", "lastreviewdate", "annualreview", "annualreviewdate")
            ),
        },
        ListedField("Type of foster carer", headings=(*_TYPE, "carertype", "approvaltype")),
        is_register=True,
    ),
    "adopter": ListedKind(
        ListedField(
            "Adopter number",
            headings=("adopterid", "adopteridentifier", "adopternumber", "familyidentifier", "householdid", "id"),
        ),
        _SOCIAL_WORKER,
        {
            "header.approved_on": ListedField(
                "Date approved", DATE, ("approvedon", "approvaldate", "dateapproved", "dateadopterapproved")
            )
        },
        ListedField("Type of adopter", headings=(*_TYPE, "adoptertype", "stage")),
        is_register=True,
    ),
    "childrens_home": ListedKind(
        ListedField("Home number", headings=("urn", "homeurn", "homeid", "homenumber", "placementurn", "id")),
        ListedField("Registered manager", headings=("registeredmanager", "manager", "homemanager")),
        {
            "header.visited_on": ListedField(
                "Date of last visit", DATE, ("lastvisit", "visitedon", "visitdate", "regulation44", "reg44visit")
            ),
            "places": ListedField("Places", headings=("places", "beds", "capacity")),
        },
        ListedField("Type of home", headings=(*_TYPE, "hometype", "provider", "provision")),
        is_register=True,
    ),
    "private_fostering": ListedKind(
        ListedField(
            "Arrangement number", headings=("arrangementid", "privatefosteringid", "reference", "ref", "id")
        ),
        _SOCIAL_WORKER,
        {
            "header.notified_on": ListedField(
                "Date notified", DATE, ("notifiedon", "notificationdate", "datenotified", "dateofnotification")
            ),
            CHILDREN: _ONE_CHILD,
        },
        ListedField("Type of arrangement", headings=(*_TYPE, "arrangementtype")),
        is_register=True,
        is_of_one_child=True,
    ),
    "lado_referral": ListedKind(
        ListedField(
            "Referral number", headings=("ladoid", "ladoref", "referralid", "referralnumber", "reference", "ref", "id")
        ),
        ListedField("Designated officer", headings=("designatedofficer", "lado", "officer", "worker", "allocatedto")),
        {
            "header.referred_on": ListedField(
                "Date referred", DATE, ("referredon", "referraldate", "dateofreferral", "datereceived")
            ),
            "sector": ListedField("Sector", headings=("sector", "employer", "employersector", "agency", "workforce")),
            "outcome": ListedField("Outcome", headings=("outcome", "finding", "allegationoutcome")),
        },
        ListedField("Type of referral", headings=(*_TYPE, "allegationtype", "referraltype")),
    ),
    "early_help": ListedKind(
        ListedField(
            "Assessment number",
            headings=("assessmentid", "ehaid", "earlyhelpid", "episodeid", "reference", "ref", "id"),
        ),
        ListedField(
            "Lead practitioner",
            headings=("leadpractitioner", "leadprofessional", "keyworker", "worker", "allocatedworker"),
        ),
        {
            "started_on": ListedField(
                "Date begun", DATE, ("assessmentstartdate", "startdate", "datestarted", "episodestartdate")
            ),
            "completed_on": ListedField(
                "Date completed", DATE, ("assessmentcompletiondate", "completiondate", "completedon", "datecompleted")
            ),
            "organisation": ListedField(
                "Organisation that completed it",
                headings=("organisationcompletingassessment", "organisation", "agency"),
            ),
            CHILDREN: _ONE_CHILD,
        },
        ListedField("Type of assessment", headings=(*_TYPE, "assessmenttype")),
        is_of_one_child=True,
    ),
    "closure": ListedKind(
        ListedField("Case number", headings=("casenumber", "caseno", "caseid", *_CHILD, "reference", "ref", "id")),
        _SOCIAL_WORKER,
        {
            "header.closed_on": ListedField(
                "Date closed", DATE, ("dateclosed", "closedon", "closuredate", "enddate", "cinclosuredate", "closed")
            ),
            "reason": ListedField(
                "Reason for closing", headings=("reasonforclosure", "closurereason", "reason", "endreason")
            ),
        },
        ListedField("Case type", headings=("casetype", *_TYPE, "plantype")),
        is_of_one_child=True,
    ),
    "decision": ListedKind(
        ListedField("Number of the decision", headings=("decisionid", "enquiryid", "conferenceid", "reference", "ref", "id")),
        ListedField("Decision maker", headings=("decisionmaker", "manager", "chair", "worker", "allocatedworker")),
        {
            "header.decision": ListedField(
                "Decision", headings=("decision", "outcome", "s47outcome", "conferenceoutcome", "icpcresult")
            ),
            "header.decided_on": ListedField(
                "Date decided", DATE, ("decidedon", "decisiondate", "dateofdecision", "outcomedate", "icpcdate")
            ),
            CHILDREN: _ONE_CHILD,
        },
        ListedField("Type of decision", headings=(*_TYPE, "decisiontype")),
        is_of_one_child=True,
    ),
}  # fmt: skip

_TEAM = ListedField("Team", headings=("team", "teamname", "allocatedteam", "service", "locality"))
_REGISTER = {
    "status": ListedField("Open or closed", headings=("status", "state", "openclosed")),
    "closed_on": ListedField(
        "Date it ended", DATE, ("dateclosed", "closedon", "enddate", "dateended")
    ),
}
_OF_A_CHILD = {
    "age": ListedField("Age of the child", headings=("age", "ageyears", "ageofchildyears")),
    "sex": ListedField("Sex", headings=("sex", "gender")),
    "ethnicity": ListedField("Ethnicity", headings=("ethnicity", "ethnicorigin", "ethnicgroup")),
    "disability": ListedField("Disability", headings=("disability", "disabled")),
}


def fields_of(kind: str) -> dict[str, ListedField]:
    """Every column that a list of this kind may have, by our name, in the order pages ask for them."""
    held = LISTED[kind]
    return {
        "person_id": held.number,
        **held.fields,
        "case_type": held.type,
        "worker": held.worker,
        "team": _TEAM,
        **(_REGISTER if held.is_register else {}),
        **(_OF_A_CHILD if held.is_of_one_child else {}),
    }


def headings_of(kind: str) -> dict[str, tuple[str, ...]]:
    """Our names -> the headings that mean them."""
    return {name: field.headings for name, field in fields_of(kind).items()}
