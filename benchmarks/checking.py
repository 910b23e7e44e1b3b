"""How long `lianfang plan check` takes, plan by plan, beside yamllint on the same files.

    python benchmarks/checking.py

Each run is a process of its own, its start in its time; the middle of several is told. yamllint looks at how a file is
written (indentation, keys told twice, lines too long) and knows nothing of plans. It is installed into an environment
of its own on the first run.
"""

import json
import statistics
import subprocess
import sys
import time
from importlib.resources import files
from pathlib import Path

from peers import installed

YAMLLINT = "yamllint==1.37.1"
RUNS = 5


def seconds(command: list[str]) -> float:
    """The middle time of several runs, whatever the command found."""
    each = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        each.append(time.perf_counter() - begin)
    return round(statistics.median(each), 3)


def main() -> None:
    ours, peer = Path(sys.executable).parent / "lianfang", installed("yamllint", YAMLLINT)
    told = {}
    for file in sorted(Path(str(files("lianfang.plans"))).glob("*.yaml")):
        text = file.read_text("utf-8")
        told[file.name] = {
            "lines": len(text.splitlines()),
            "seconds": seconds([str(ours), "plan", "check", str(file)]),
            "peer_seconds": seconds([str(peer / "yamllint"), str(file)]) if peer else None,
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
