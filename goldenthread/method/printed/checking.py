"""Whether the counts and percentages of a paper can be right.

A statement is wrong where no base that it may have gives its percentage, and one is known; or where
no base at all does. Where it may be a share of several things it is right if it fits one of them:
better one misprint missed than an alarm about what is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from goldenthread.method.grim import is_possible
from goldenthread.method.printed.statements import (
    Statement,
    any_numbers,
    explicit_bases,
    speaks_of_these,
    statements,
)
from goldenthread.method.printed.tables import table_statements
from goldenthread.method.proportions import half_up

BACK = 3  # a base may stand so many paragraphs before
AROUND_ALL = (98, 102)  # shares of one whole add up to this, rounded
Block = str | Sequence[Sequence[str]]  # a paragraph, or a table's rows of cells


@dataclass(frozen=True)
class Wrong:
    """A statement that cannot be right: the number of its block from 0, and what it should be."""

    block: int
    quote: str
    percent: str
    count: int
    base: int

    @property
    def should_be(self) -> str | None:
        """None where the count is more than what it is a share of."""
        if self.count > self.base:
            return None
        return f"{self.percent}% ({self.count:,} of {self.base:,})"

    @property
    def text(self) -> str:
        if self.should_be is None:
            return f'"{self.quote}" cannot be right: {self.count:,} is more than {self.base:,}.'
        return f'"{self.quote}" should be {self.should_be}.'


@dataclass
class Checked:
    """``right``: how many can be right. ``unknown``: of how many nothing says what they are a share of."""

    right: int = 0
    unknown: int = 0
    wrong: list[Wrong] = field(default_factory=list)


def check(blocks: Sequence[Block]) -> Checked:
    """Every count with a percentage in a paper.

    >>> check(["Of the 31 cases 22 (70%) were good, and 9 (29%) were not."]).wrong[0].text
    '"22 (70%)" should be 71% (22 of 31).'
    """
    done = Checked()
    for n, block in enumerate(blocks):
        before = [b for b in blocks[max(0, n - BACK) : n] if isinstance(b, str)]
        if isinstance(block, str):
            _check_paragraph(done, n, block, before)
        else:
            for statement, bases, likely in table_statements(block):
                near = set().union(*(any_numbers(text) for text in before[-1:]))
                _judge(done, n, statement, [likely] if likely else [], {*bases, *near})
    return done


def _check_paragraph(done: Checked, n: int, text: str, before: Sequence[str]) -> None:
    found = statements(text)
    here = list(explicit_bases(text))
    earlier = [base for other in before for _, base in explicit_bases(other)]
    whole = _whole_of(found)
    for statement in found:
        if statement.base is not None and not statement.is_loose:
            _judge(done, n, statement, [statement.base], {statement.base})
            continue
        said = [base for start, base in here if start < statement.start]
        if statement.base is not None:
            said.append(statement.base)
        possible = any_numbers(text) | set(said)
        if not said:
            said = [*earlier, *whole]
            possible |= set().union(*(any_numbers(other) for other in before), whole)
        if speaks_of_these(text[: statement.start]):
            possible |= {
                each.count for each in found if each.count and each.start < statement.start
            }
        _judge(done, n, statement, said, possible)


def _whole_of(found: Sequence[Statement]) -> list[int]:
    """The sum of the counts, where the percentages add up to about a hundred."""
    parts = [each for each in found if each.base is None and each.count is not None]
    low, high = AROUND_ALL
    if len(parts) > 1 and low <= sum(float(each.percent) for each in parts) <= high:
        return [sum(each.count or 0 for each in parts)]
    return []


def _judge(
    done: Checked, n: int, statement: Statement, said: Sequence[int], possible: Iterable[int]
) -> None:
    """``said``: bases that the paper names, the nearest last; ``possible``: numbers that may be one."""
    count = statement.count
    if count is None or (count == 0 and not said):
        expected = "100" if count is None else "0"
        if float(statement.percent) == float(expected):
            done.right += 1
        elif said and count is None:
            done.wrong.append(Wrong(n, statement.quote, expected, said[-1], said[-1]))
        else:
            done.unknown += 1
        return
    enough = [base for base in said if base >= count]
    if any(base and is_possible(statement.percent, count, base) for base in possible):
        done.right += 1
    elif enough or (said and set(said) == set(possible)):
        base = (enough or said)[-1]
        done.wrong.append(Wrong(n, statement.quote, _printed(statement, count, base), count, base))
    elif (
        not statement.may_be_name
        and (base := _nearest_base(statement, count))
        and not _fits_any(statement, count)
    ):
        done.wrong.append(Wrong(n, statement.quote, _printed(statement, count, base), count, base))
    else:
        done.unknown += 1


def _nearest_base(statement: Statement, count: int) -> int:
    share = float(statement.percent)
    return max(count, round(100 * count / share)) if share else 0


def _fits_any(statement: Statement, count: int) -> bool:
    """Whether any base at all gives the percentage."""
    near = _nearest_base(statement, count)
    reach = range(max(1, count, near - near // 5 - 2), near + near // 5 + 3)
    return any(is_possible(statement.percent, count, base) for base in reach)


def _printed(statement: Statement, count: int, base: int) -> str:
    """The right percentage, to as many decimals."""
    if not base:
        return "0"
    decimals = len(statement.percent.partition(".")[2])
    units = half_up(count, base, decimals=decimals)
    return f"{units / 10**decimals:.{decimals}f}"
