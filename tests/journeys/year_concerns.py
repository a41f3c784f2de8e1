"""A concern at 16:55 on the Friday before a bank holiday, and work that has to be put right."""

from datetime import date

from goldenthread.audits.models import Concern
from tests.journeys.year_people import Year, newest, page

FRIDAY, BANK_HOLIDAY = date(2026, 5, 1), date(2026, 5, 4)


def a_concern_is_raised_late_on_friday(year: Year) -> None:
    """The call comes first; nobody answers the first number, and the second is reached."""
    cast, ines = year.cast, year.at(year.cast.ines)
    where = year.audit("concern", "c1")
    ines.opens(where, "Duty manager", "01632 960 110", "This page replaces no call.")
    ines.presses(where, "I could not reach anyone", what="Found alone at home")
    concern = year.refs["concern"] = newest(Concern)
    raised = page("audits:concern_raised", concern)
    year.days.minutes(3)
    spoken = {
        "spoke_to": "The duty worker", "will_do": "Visit at once", "on_record": "yes",
        "on": FRIDAY, "at": "16:57",
    }  # fmt: skip
    ines.sends(raised, spoken | {"go": "reached"}, "Not yet acknowledged")
    year.days.minutes(5)
    for stranger in (cast.dana, cast.ed, cast.sunita, cast.dee, cast.ada):
        year.at(stranger).finds_nothing(raised)
    assert year.at(cast.tariq).opens("/").xpath(f'//a[contains(@href, "{concern}")]')


def it_is_acknowledged_on_the_bank_holiday(year: Year) -> None:
    raised = page("audits:concern_raised", year.refs["concern"])
    said = {"words": "Seen and safe", "go": "acknowledge"}
    year.at(year.cast.sam).sends(raised, said, "It no longer stands on anybody’s home page.")


def work_has_to_be_put_right(year: Year) -> None:
    ines, where = year.at(year.cast.ines), year.audit("concern", "c3")
    ines.presses(where, "Record that remedial action is needed", what="No visit is written down")
    year.refs["remedial"] = newest(Concern)


def it_is_acknowledged_by_the_manager(year: Year) -> None:
    raised = page("audits:concern_raised", year.refs["remedial"])
    said = {"words": "Written down today", "go": "acknowledge"}
    year.at(year.cast.tariq).sends(raised, said, "It no longer stands on anybody’s home page.")
    counted = year.at(year.cast.pat).opens(page("programme:round", year.refs["round"]))
    text = " ".join(counted.text_content().split())
    assert "Immediate safeguarding concerns: 1." in text
