"""Two nodes over one database, two people in one answer: nobody's words go silently."""

import json
import os
import threading
import urllib.error
from dataclasses import dataclass, field
from pathlib import Path

from goldenthread.audits.models import AnswerVersion, Audit
from goldenthread.journal.queries import faults
from tests.cast import Cast
from tests.journeys.service import Service
from tests.journeys.test_no_word_is_lost import SignedIn
from tests.loop import round_of

IS_THOROUGH = os.environ.get("GOLDENTHREAD_PROOFS") == "thorough"
SAVES = 2500 if IS_THOROUGH else 40  # of each node
FIGURE = Path(__file__).parents[2] / "bench" / "two_nodes.json"


@dataclass(eq=False)
class Editor(threading.Thread):
    """Writes over what they saw, and where somebody was faster, over what they then see."""

    signed_in: SignedIn
    audit: Audit
    name_: str
    acknowledged: dict[int, str] = field(default_factory=dict)  # version -> words
    conflicts: int = 0
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    def run(self) -> None:
        seen = 0
        for number in range(SAVES):
            seen = self.save(seen, f"{self.name_}: sentence {number}")

    def save(self, seen: int, words: str) -> int:
        path = f"/audits/{self.audit.ref}/answers/risk.grade/"
        while True:
            try:
                made = self.signed_in.put(path, version=seen, text=words)["version"]
            except urllib.error.HTTPError as error:
                if error.code != 409:
                    self.wrong.append(f"{error.code} {error.read()[:200]!r}")
                    return seen
                self.conflicts += 1
                seen = json.loads(error.read())["theirs"]["version"]
            else:
                if made != seen + 1:  # somebody's words between, which nobody was shown
                    self.wrong.append(f"{made} after {seen}")
                self.acknowledged[made] = words
                return made


def test_two_nodes_in_one_answer_overwrite_nothing_silently(service: Service, people: Cast) -> None:
    audit = round_of(people, ["20301"])[0]
    other = Service(service.database)
    other.start()
    try:
        editors = [
            Editor(SignedIn(node, people.ines), audit, name)
            for node, name in ((service, "One"), (other, "Two"))
        ]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join(timeout=1500)
    finally:
        other.stop()
    assert [editor.wrong for editor in editors] == [[], []]
    told = [(version, words) for each in editors for version, words in each.acknowledged.items()]
    kept = AnswerVersion.objects.filter(answer__audit=audit).select_related("words")
    assert sorted(told) == [(row.version, str(row.words)) for row in kept.order_by("version")]
    assert [version for version, _ in sorted(told)] == list(range(1, 2 * SAVES + 1))
    conflicts = sum(editor.conflicts for editor in editors)
    assert conflicts > 0, "the two never met"
    assert list(faults()) == []
    if IS_THOROUGH:
        found = {"saves": 2 * SAVES, "conflicts_shown": conflicts, "silent_overwrites": 0}
        FIGURE.write_text(json.dumps(found, indent=1) + "\n")
