"""How this machine reads memory that was left alone for as long as users of pages pause, beside memory in use.

    python benchmarks/left_alone.py [--seconds 5]

Pages are opened with pauses. Where a host takes back what its guests do not touch, the first reading after a pause
costs many times what it costs in use, and no page can do anything about it: what is told of pages there is told of the
host as well. A hundred megabytes of objects are read at 60,000 places, again and again, and then after pauses.
"""

import argparse
import random
import time
from statistics import median

OBJECTS, READ, TIMES = 3_000_000, 60_000, 5


def times_slower(pause: float) -> float:
    """How many times as long the same reading takes after a pause (seconds) as without one; medians of five."""
    objects = [object() for _ in range(OBJECTS)]
    places = random.Random(1).sample(range(OBJECTS), READ)

    def taken(before: float = 0.0) -> float:
        time.sleep(before)
        begin = time.perf_counter()
        for place in places:
            objects[place].__class__  # noqa: B018 (to be read is all)
        return time.perf_counter() - begin

    in_use = [taken() for _ in range(TIMES + 1)][1:]
    return median(taken(pause) for _ in range(TIMES)) / median(in_use)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    print(f"{times_slower(parser.parse_args().seconds):.1f} times")
