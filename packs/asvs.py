"""The product against the OWASP Application Security Verification Standard 5.0, levels 1 and 2.

`docs/packs/asvs.csv` is written by hand, a row for each requirement in our own words; the readable
`docs/packs/asvs.md` is made from it by `make packs`.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "docs" / "packs" / "asvs.csv"
STATES = ("met", "not applicable", "deployer's", "not met")
# Section -> what it is about, and how many requirements of levels 1 and 2 it has (numbered from 1).
SECTIONS: dict[str, tuple[str, int]] = {
    "V1.1": ("Encoding: the order of things", 2),
    "V1.2": ("Injection", 9),
    "V1.3": ("Cleaning what comes in", 11),
    "V1.4": ("Memory and numbers", 3),
    "V1.5": ("Deserialising", 2),
    "V2.1": ("Documents on checking", 3),
    "V2.2": ("Checking input", 3),
    "V2.3": ("Steps of the work", 4),
    "V2.4": ("Automated over-use", 1),
    "V3.2": ("Content taken for something else", 2),
    "V3.3": ("Cookies", 4),
    "V3.4": ("Headers", 6),
    "V3.5": ("Requests from other sites", 5),
    "V3.7": ("The browser, other matters", 2),
    "V4.1": ("HTTP", 3),
    "V4.2": ("HTTP messages", 1),
    "V4.3": ("GraphQL", 2),
    "V4.4": ("WebSocket", 4),
    "V5.1": ("Documents on files", 1),
    "V5.2": ("Files taken", 3),
    "V5.3": ("Files kept", 2),
    "V5.4": ("Files given out", 3),
    "V6.1": ("Documents on sign-in", 3),
    "V6.2": ("Passwords", 12),
    "V6.3": ("Sign-in in general", 4),
    "V6.4": ("First and forgotten passwords, lost factors", 4),
    "V6.5": ("Second factors", 5),
    "V6.6": ("Codes sent another way", 3),
    "V6.8": ("Identity providers", 4),
    "V7.1": ("Documents on sessions", 3),
    "V7.2": ("Session tokens", 4),
    "V7.3": ("Session limits", 2),
    "V7.4": ("Ending sessions", 5),
    "V7.5": ("Misuse of sessions", 2),
    "V7.6": ("Sessions with an identity provider", 2),
    "V8.1": ("Documents on rights", 2),
    "V8.2": ("Rights to functions, rows and fields", 3),
    "V8.3": ("Where rights are checked", 1),
    "V8.4": ("Tenants", 1),
    "V9.1": ("Signed tokens: where they come from", 3),
    "V9.2": ("Signed tokens: what they say", 4),
    "V10.1": ("OAuth and OIDC in general", 2),
    "V10.2": ("OAuth client", 2),
    "V10.3": ("OAuth resource server", 4),
    "V10.4": ("OAuth authorisation server", 11),
    "V10.5": ("OIDC client", 5),
    "V10.6": ("OpenID provider", 2),
    "V10.7": ("Consent", 3),
    "V11.1": ("Documents on cryptography", 2),
    "V11.2": ("Cryptography in general", 3),
    "V11.3": ("Encryption", 3),
    "V11.4": ("Hashing", 4),
    "V11.5": ("Randomness", 1),
    "V11.6": ("Key pairs", 1),
    "V12.1": ("TLS", 3),
    "V12.2": ("Connections from outside", 2),
    "V12.3": ("Connections between services", 4),
    "V13.1": ("Documents on communication", 1),
    "V13.2": ("Behind the service", 5),
    "V13.3": ("Secrets", 2),
    "V13.4": ("What could leak by configuration", 5),
    "V14.1": ("Documents on data", 2),
    "V14.2": ("Protecting data", 4),
    "V14.3": ("Data in the browser", 3),
    "V15.1": ("Documents on components", 3),
    "V15.2": ("Components", 3),
    "V15.3": ("Defensive code", 7),
    "V16.1": ("Documents on logs", 1),
    "V16.2": ("Logs in general", 5),
    "V16.3": ("What is logged", 4),
    "V16.4": ("Protecting logs", 3),
    "V16.5": ("Errors", 3),
    "V17.1": ("WebRTC: TURN", 1),
    "V17.2": ("WebRTC: media", 4),
    "V17.3": ("WebRTC: signalling", 2),
}


@dataclass(frozen=True)
class Row:
    id: str
    level: str
    requirement: str
    state: str
    evidence: tuple[str, ...]  # paths, each alone or with ::test_name
    why: str

    @property
    def section(self) -> str:
        return self.id.rpartition(".")[0]


def rows(table: Path = TABLE) -> list[Row]:
    """The hand-written table, in its order."""
    with table.open(newline="") as file:
        read = list(csv.DictReader(file))
    return [Row(**{**row, "evidence": _parts(row["evidence"])}) for row in read]  # type: ignore[arg-type]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def required() -> list[str]:
    """The identifiers of all requirements of levels 1 and 2."""
    return [
        f"{section}.{n}" for section, (_, count) in SECTIONS.items() for n in range(1, count + 1)
    ]


def faults(found: list[Row]) -> list[str]:
    """What is wrong with the table: rows missing or twice, states unknown, evidence not there."""
    wrong = []
    if [row.id for row in found] != required():
        wrong.append("the identifiers are not those of the standard, each once and in order")
    for row in found:
        if row.state not in STATES:
            wrong.append(f"{row.id}: {row.state} is no state")
        if row.state == "met" and not row.evidence:
            wrong.append(f"{row.id}: met, without evidence")
        if row.state != "met" and not row.why:
            wrong.append(f"{row.id}: {row.state}, without a reason")
        wrong += [f"{row.id}: {part} is not there" for part in row.evidence if not _is_there(part)]
    return wrong


def _is_there(evidence: str) -> bool:
    path, _, test = evidence.partition("::")
    file = ROOT / path
    if not file.exists():
        return False
    return not test or bool(re.search(rf"^def {re.escape(test)}\(", file.read_text(), re.M))


def markdown(found: list[Row]) -> str:
    """The table as people read it: counts, what is not met, then every section."""
    counts = Counter(row.state for row in found)
    summary = [f"| {state} | {counts[state]} |" for state in STATES]
    open_ones = [
        f"| {row.id} | {row.requirement} | {row.why} |" for row in found if row.state == "not met"
    ]
    parts = [
        INTRODUCTION,
        "\n".join(["| State | Requirements |", "|---|---|", *summary, f"| all | {len(found)} |"]),
        "## Not met",
        "\n".join(["| | Requirement | Why |", "|---|---|---|", *open_ones])
        if open_ones
        else "None.",
        *(_section(name, [row for row in found if row.section == name]) for name in SECTIONS),
    ]
    return "\n\n".join(parts) + "\n"


def _section(name: str, found: list[Row]) -> str:
    lines = [f"## {name} {SECTIONS[name][0]}", "", *HEAD]
    for row in found:
        evidence = "<br>".join(f"`{part}`" for part in row.evidence)
        cells = (row.id, row.level, row.requirement, row.state, evidence, row.why)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


HEAD = ("| | Level | Requirement | State | Evidence | Remark |", "|---|---|---|---|---|---|")
INTRODUCTION = """\
# Security requirements: OWASP ASVS 5.0, levels 1 and 2

Made by `make packs` from `asvs.csv`; edit that file. The requirements are in our own words: the
standard itself is what counts. *Met* names the code or the test that shows it. *Deployer's* is for
whoever runs the service; `hardening.md` says how. *Not met* says what is missing. Nobody from outside
has checked this table."""
