"""A programme solved by HiGHS, here or in a process of its own.

The library now and then prints a line of its own; a process of its own keeps that out of ours, and
can be stopped where the library overruns its time.
"""

import json
import subprocess
import sys

from goldenthread.method.programme import Programme

# Steps of the search, not seconds, end it: the answer is then the same on every machine.
MOST_NODES = 50
NEAR = 0.01  # the search ends when nothing can be better by more than this part
START = 10.0  # seconds beyond the limit for a process to begin and to end


def solved(
    asked: Programme, seconds: float, *, nodes: int = MOST_NODES, near: float = NEAR
) -> list[float] | None:
    """The values of the columns; None where there is no answer within the seconds."""
    import numpy
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows, columns, values = zip(*asked.entries, strict=True)
    shape = (len(asked.low), len(asked.cost))
    held = csr_array((values, (rows, columns)), shape=shape)
    found = milp(
        asked.cost,
        integrality=numpy.arange(len(asked.cost)) < asked.whole,
        bounds=Bounds(0, asked.most),
        constraints=LinearConstraint(held, asked.low, asked.high),
        options={"time_limit": seconds, "node_limit": nodes, "mip_rel_gap": near},
    )
    if found.x is None or "ime limit" in found.message:
        return None
    return [float(value) for value in found.x]


def solved_apart(asked: Programme, seconds: float) -> list[float] | None:
    """The same, in a process of its own."""
    command = [sys.executable, "-m", "goldenthread.method.solving", str(seconds)]
    try:
        done = subprocess.run(
            command, input=json.dumps(vars(asked)), capture_output=True, text=True,
            timeout=seconds + START, check=True,
        )  # fmt: skip
    except subprocess.SubprocessError:
        return None
    values: list[float] | None = json.loads(done.stdout.splitlines()[-1])
    return values


def main() -> None:
    asked = Programme(**json.load(sys.stdin))
    print("\n" + json.dumps(solved(asked, float(sys.argv[1]))))


if __name__ == "__main__":
    main()
