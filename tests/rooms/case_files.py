"""Files of cases as a case system writes them, sent by a browser and read."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

from goldenthread.cases import changes, uploaded
from goldenthread.cases.models import CaseListDraft
from goldenthread.jobs.reading import read_draft
from goldenthread.readers.reading import CaseRow, FileRead, ListFound, Reading
from tests.cast import OPERATOR

DAY = dt.date(2026, 3, 31)


CSV = b"""Child Unique ID,Gender,Ethnicity,Case status,Allocated Team,Allocated Worker,CIN Start Date,Primary Need Code
1001,a) Male,a) WBRI,c) Child in need plan,North,Ola Fern,01/02/2026,N1 - Abuse or neglect
1002,b) Female,a) WBRI,b) Child Protection plan,South,Wen Marsh,01/02/2026,N1 - Abuse or neglect
"""


OWN_CSV = b"""PERSON_ID,CHILD_NAME,LEGAL_CATEGORY,ALLOC_WORKER,TEAM
20303,Some Child,CIN,Ola Fern,North
20319,Other Child,LC,Wen Marsh,South
20319,Other Child,LC,Wen Marsh,South
20321,Third Child,Step-down,,South
"""


class Sent(io.BytesIO):
    """A file as a browser sends it."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__(content)
        self.name, self.size = name, len(content)

    def chunks(self) -> Iterator[bytes]:
        yield self.getvalue()


def case(number: str, status: str = "cin", **more: object) -> CaseRow:
    return CaseRow(person_id=number, status=status, **more)  # type: ignore[arg-type]


def reading(*cases: CaseRow, taken_on: dt.date = DAY, sha: str = "a" * 64) -> Reading:
    file = FileRead("list.xlsx", sha, 1200, (ListFound(6, "List_6", len(cases)),))
    return Reading(taken_on=taken_on, files=(file,), rows_read=len(cases), cases=cases)


def upload(name: str, content: bytes, taken_on: dt.date = DAY) -> CaseListDraft:
    draft = changes.start_import(by=OPERATOR, files=[Sent(name, content)], taken_on=taken_on)
    read_draft(draft.ref)
    draft.refresh_from_db()
    return draft


def files_left() -> list[Path]:
    return [path for path in uploaded.uploads_folder().rglob("*") if path.is_file()]
