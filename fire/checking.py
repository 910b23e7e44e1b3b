"""What was acknowledged, held against what is there. Run on an installation that nobody serves and nobody writes to.

    LIANFANG_HOME=… python -m fire.checking LOG

LOG has a line a request: {"sent": id, "marks": […]} before it goes out and {"acknowledged": id, "answer": {…}} when its
answer is in; marks are the texts by which each row is known again. Prints a line of JSON with the figures, and the
mistakes found, which should be none.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

# Where the mark of a row stands, by the kind of its last fact.
MARKED = {"journey": "note", "case": "note", "exposure": "note", "test_result": "note"}


def read(log: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was sent and what was acknowledged, by the request's id."""
    sent: dict[str, Any] = {}
    acknowledged: dict[str, Any] = {}
    for line in log.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        if "sent" in told:
            sent[told["sent"]] = told
        else:
            acknowledged[told["acknowledged"]] = told["answer"]
    return sent, acknowledged


def checked(log: Path) -> dict[str, Any]:
    """The figures, and under "mistakes" what is wrong, a line each."""
    from lianfang.server import start

    start.django()
    from lianfang.access.session import machine_session
    from lianfang.facts import clock, known_by, visits
    from lianfang.situation.outbox import drain
    from lianfang.situation.refresh import rebuild
    from lianfang.situation.tick import tick

    at = clock.now()
    sent, acknowledged = read(log)
    mistakes: list[str] = []
    with machine_session():
        known = known_by(at, [*MARKED, "person"], whole=True)
    there = Counter(mark for kind, column in MARKED.items() for mark in known[kind][column].drop_nulls().to_list())
    names = Counter(known["person"]["name"].to_list())
    scans = visits.at_places(["SC1"])
    stays = Counter((str(start), str(end)) for start, end in scans.select("start", "end").iter_rows())
    for request, told in sent.items():
        is_acknowledged = request in acknowledged
        for mark in told["marks"]:
            found = stays[tuple(mark)] if isinstance(mark, list) else there[mark]
            if is_acknowledged and found != 1:
                mistakes.append(f"{mark} was acknowledged and stands there {found} times")
            elif found > 1:
                mistakes.append(f"{mark} was never acknowledged and stands there {found} times")
            if found and not isinstance(mark, list) and names[mark] != 1:
                mistakes.append(f"the person of {mark} stands there {names[mark]} times")
    # What the ledger wrote and the situation had not yet heard of waits in the outbox, where no kill reaches it; what
    # time alone does, the worker does each minute.
    waiting = drain(at)
    tick(at)
    before = situation()
    if rebuild(at):
        after = situation()
        mistakes += [
            f"{table} differs from what is built anew: {len(before[table] - after[table])} rows too many,"
            f" {len(after[table] - before[table])} missing, as {[*(after[table] ^ before[table])][:2]}"
            for table in before
            if before[table] != after[table]
        ] or ["something was changed by building it anew"]
    return {
        "sent": len(sent),
        "acknowledged": len(acknowledged),
        "facts": sum(there.values()),
        "visits": scans.height,
        "sealed_days": len(visits.segments(at)),
        "duties": len(before["Duty"]),
        "contacts": len(before["Contact"]),
        "waited_in_the_outbox": waiting,
        "audit": audit_mistakes(mistakes),
        "mistakes": mistakes,
    }


def situation() -> dict[str, set[str]]:
    """The rows of what is derived, each as text: some hold lists."""
    from django.db import transaction

    from lianfang.access.session import machine_session
    from lianfang.situation.past import TABLES
    from lianfang.situation.writing import stored

    # A session is told to a transaction as it begins.
    with transaction.atomic(), machine_session():
        return {model.__name__: {str(row) for row in stored(model).iter_rows()} for model in TABLES}


def audit_mistakes(mistakes: list[str]) -> int:
    """How many lines the audit has; a break in its chain is added to the mistakes."""
    from django.db import transaction

    from lianfang.access.audit import verify
    from lianfang.access.models import AuditLine
    from lianfang.access.session import machine_session

    with transaction.atomic(), machine_session():
        mistakes += [broken.what for broken in verify()]
        return AuditLine.objects.count()


if __name__ == "__main__":
    print(json.dumps(checked(Path(sys.argv[1])), ensure_ascii=False))
