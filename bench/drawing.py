"""`python -m bench.drawing`: a whole `draw_sample` over case lists of growing size (bench/drawing.md).

The case lists are invented: 18 cases a practitioner, 8 practitioners a team, six cases of ten in
families of two or three; a tenth is drawn with quotas, practitioner minimums and family once.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import ROOT, machine

SIZES = (1_000, 10_000, 50_000, 100_000, 200_000)
STATUSES = ("cin", "cp", "cla", "care_leaver", "early_help", "assessment")
DESIGN = "size: {size}\nquotas: {quotas}\nminimum_per_worker: 1\nfamily: once\nexclude: {{statuses: [closed]}}\n"
REPORT = Path(__file__).with_name("drawing.md")


def frame(cases: int) -> str:
    """An invented case list of so many cases, the same every time."""
    chance = random.Random(cases)  # noqa: S311
    lines = ["person_id,status,worker,team,service,family_id,last_audited_on"]
    for case in range(cases):
        worker = chance.randrange(max(1, cases // 18))
        usual = STATUSES[worker % len(STATUSES)]
        status = usual if chance.random() < 0.6 else chance.choice(STATUSES)
        family = f"F{case // 2:06}" if chance.random() < 0.6 else ""
        team = worker // 8
        lines.append(
            f"C{case:07},{status},Worker {worker:05},Team {team:04},Service {team % 6},{family},"
        )
    return "\n".join(lines) + "\n"


def measured(cases: int, folder: Path) -> tuple[float, int, float]:
    """Seconds of CPU, peak memory in MB, and seconds to verify."""
    case_list, design = folder / "frame.csv", folder / "design.yaml"
    case_list.write_text(frame(cases))
    design.write_text(DESIGN.format(size=cases // 10, quotas="proportional"))
    out = folder / "out"
    arguments = ["draw_sample", "--frame", case_list, "--design", design, "--seed", "bench"]
    drawn = of_process([*arguments, "--out", out, "--json"])
    verified = of_process(["verify_sample", out / "certificate.json", "--frame", case_list])
    return *drawn, verified[0]


def of_process(arguments: list[object]) -> tuple[float, int]:
    """Seconds of CPU and peak memory in MB of one `goldenthread` command."""
    child = subprocess.Popen(
        [sys.executable, "-m", "goldenthread.cli.main", *map(str, arguments)],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{arguments[0]} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main() -> None:
    lines = [
        "# Drawing, from 1,000 to 200,000 cases", "",
        f"{machine()}. `python -m bench.drawing`; each row is whole processes, start included.", "",
        "| cases | drawn | practitioners | draw_sample, CPU | peak memory | verify_sample, CPU |",
        "|---:|---:|---:|---:|---:|---:|",
    ]  # fmt: skip
    for cases in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            cpu, memory, verifying = measured(cases, Path(folder))
        lines.append(
            f"| {cases:,} | {cases // 10:,} | {cases // 18:,} | {cpu:.2f} s | {memory} MB "
            f"| {verifying:.2f} s |"
        )
        print(lines[-1], flush=True)
    REPORT.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
