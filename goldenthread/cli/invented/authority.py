"""The invented authority: its teams, the people who work there, and who has an account."""

from dataclasses import dataclass
from random import Random

FIRST = [
    "Aisha",
    "Alan",
    "Amara",
    "Ben",
    "Bryony",
    "Callum",
    "Carys",
    "Chidi",
    "Clare",
    "Daniel",
    "Deepa",
    "Dylan",
    "Elen",
    "Emeka",
    "Erin",
    "Farah",
    "Finn",
    "Gareth",
    "Grace",
    "Hana",
    "Harvey",
    "Imogen",
    "Isaac",
    "Jade",
    "Jonas",
    "Kamal",
    "Kerry",
    "Leah",
    "Lewis",
    "Mabel",
    "Marcus",
    "Mina",
    "Nadia",
    "Niall",
    "Olu",
    "Owen",
    "Petra",
    "Priya",
    "Quentin",
    "Rafiq",
    "Rhian",
    "Rory",
    "Sade",
    "Simon",
    "Tamsin",
    "Theo",
    "Uma",
    "Vera",
    "Wes",
    "Yusuf",
]
LAST = [
    "Abara",
    "Ashdown",
    "Barrow",
    "Bexley",
    "Birch",
    "Calloway",
    "Carew",
    "Dacre",
    "Denholm",
    "Eastby",
    "Elverson",
    "Farrow",
    "Fenwick",
    "Garrick",
    "Gorse",
    "Hartley",
    "Hollin",
    "Ibbott",
    "Ingle",
    "Jarrow",
    "Kestrel",
    "Kirkby",
    "Larch",
    "Lindale",
    "Marlowe",
    "Mossley",
    "Nethercott",
    "Norbury",
    "Oakes",
    "Orme",
    "Pendle",
    "Petworth",
    "Quarry",
    "Radley",
    "Rowan",
    "Sable",
    "Selby",
    "Tarn",
    "Thackeray",
    "Underhill",
    "Varley",
    "Wainfleet",
    "Wharton",
    "Yardley",
    "Yarrow",
]

# service -> teams, and how many practitioners each team has
SERVICES: dict[str, dict[str, int]] = {
    "Help and assessment": {
        "Assessment East": 8, "Assessment West": 8, "Early Help North": 6, "Early Help South": 6,
    },
    "Safeguarding and support": {
        "Locality 1": 8, "Locality 2": 8, "Locality 3": 8, "Locality 4": 8, "Locality 5": 7,
        "Locality 6": 7, "Disabled Children": 6,
    },
    "Children in care": {
        "Children Looked After 1": 8, "Children Looked After 2": 8, "Children Looked After 3": 8,
    },
    "Leaving care": {"Leaving Care 1": 7, "Leaving Care 2": 7},
}  # fmt: skip


@dataclass(frozen=True)
class Worker:
    name: str
    team: str


@dataclass(frozen=True)
class Invented:
    name: str
    workers: tuple[Worker, ...]

    def in_teams(self, *beginnings: str) -> list[Worker]:
        return [w for w in self.workers if w.team.startswith(beginnings)]


def invent(seed: str) -> Invented:
    """The same authority for the same seed."""
    random = Random(seed)  # noqa: S311 - an invented world, not a selection
    names = [f"{first} {last}" for first in FIRST for last in LAST]
    random.shuffle(names)
    workers = [
        Worker(names.pop(), team)
        for teams in SERVICES.values()
        for team, count in teams.items()
        for _ in range(count)
    ]
    return Invented("Fennmarsh Council", tuple(workers))
