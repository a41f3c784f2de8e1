"""Files of indicators, read and waiting for a decision."""

from pathlib import Path
from tempfile import TemporaryDirectory

from goldenthread.people.models import Person
from goldenthread.programme.changes.indicators import keep_indicators
from goldenthread.programme.models import IndicatorFile
from goldenthread.readers.audit_exports import read_audit_export

LINES = (
    "Indicator,Period,Value,Unit,Source,Team\nVisits in time,{when},83.5%,,Case system,\n"
    "Repeat plans,{when},4,plans,Case system,{team}\n"
)


def lines(when: str = "2026", team: str = "North") -> bytes:
    """One value of the whole authority and one of a team, both of a period."""
    return LINES.format(when=when, team=team).encode()


def kept(by: Person, when: str = "2026") -> IndicatorFile:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "figures.csv"
        path.write_bytes(lines(when))
        read = read_audit_export(path)
        return keep_indicators(by=by, read=read, path=path, name="figures.csv")
