"""Milliseconds of every page as each role, twenty users at once, in a county of a million; memory; a fact's duties.

    python benchmarks/pages.py [--people 1000000] [--users 20] [--seconds 600] [--processes 2] [--json]

The real server (`lianfang serve`: granian, its processes of eight threads, and the worker) is asked over HTTP. Each
user has a role, opens one of the role's pages, waits some five seconds, opens the next. A time is that of a whole
answer. Memory is that of web and worker. Before all that one fact is recorded, and a wedding, as `following.py` does.
What a pause alone costs on the machine is told too, as `left_alone.py` measures it, before and after.
"""

import argparse
import http.client
import json
import math
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from following import followed
from left_alone import times_slower

# Who is asked for: an account of the demonstration for each desk, and the neighbour, to whom nothing is shown.
ACCOUNTS = (
    "commander", "cdc", "clinic", "laboratory", "checkpoint", "isolation", "grid", "town", "prefecture", "province",
    "neighbour",
)  # fmt: skip
# Addresses that lead elsewhere or are no pages of a desk.
LEFT_OUT = ("account_", "mfa_", "api-v1:", "healthz", "set_language", "javascript-catalog", "home", "nothing")
# The same page asked otherwise, as people do.
ALSO = {
    "duties:list": ("?state=overdue", "?state=brought", "?mine=1", "?page=20"),
    "cdc:cases": ("?page=20",),
    "cdc:contacts": ("?page=20", "?grade=close"),
    "commander:rows": ("?figure=new_confirmed&day=2021-01-08&disease=covid19",),
}
PAUSE = 5.0


class Visitor:
    """One user with a session of their own."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def opened(self, address: str) -> tuple[int, float, int]:
        """Status, milliseconds until the last byte, and size of the answer."""
        headers = {"Cookie": f"sessionid={self.cookie}", "Host": f"127.0.0.1:{self.port}"}
        begin = time.perf_counter()
        self.connection.request("GET", address, headers=headers)
        answer = self.connection.getresponse()
        size = len(answer.read())
        return answer.status, (time.perf_counter() - begin) * 1000, size


def addresses(account: Any) -> Iterator[tuple[str, str]]:
    """Every page that is asked for by GET, with things that this account may see in place of arguments."""
    from django.urls import URLPattern, get_resolver, reverse

    from lianfang.access.session import session_of
    from lianfang.situation import queries

    with session_of(account):
        duties = queries.duties_of(account)
        seen: dict[str, list[Any]] = {
            "person": list(queries.people_of(account).order_by("person").values_list("person", flat=True)[:40]),
            "owed": list(duties.exclude(person=None).order_by("key").values_list("person", flat=True)[:40]),
            "case": list(queries.cases_of(account).order_by("case").values_list("case", flat=True)[:40]),
            "duty": list(duties.order_by("key").values_list("key", flat=True)[:40]),
        }

    def walked(resolver: Any, space: str = "") -> Iterator[tuple[str, Any]]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}", pattern.pattern
            else:
                yield from walked(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)

    for name, pattern in walked(get_resolver()):
        if name.startswith(LEFT_OUT):
            continue
        if name in ("dossier:person", "dossier:case"):
            chosen = seen["case"] if name.endswith("case") else seen["person"][:20] + seen["owed"]
            yield from ((name, reverse(name, args=[one])) for one in chosen)
        elif name == "dossier:duty":
            yield from ((name, f"{reverse(name)}?key={key}") for key in seen["duty"])
        elif name == "dossier:place" and account.unit:
            yield name, reverse(name, args=[account.unit])
        elif name == "plans:plan":
            yield name, reverse(name, args=["covid19_2020"])
        elif not pattern.converters:
            yield name, reverse(name)
            yield from ((f"{name} {more}", reverse(name) + more) for more in ALSO.get(name, ()))


def session_key(account: Any) -> str:
    """A session as signing in makes it; hashing a password is not what is measured."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store.create()
    return str(store.session_key)


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of all does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)]


def visited(
    port: int, users: int, seconds: float, asked: Sequence[str] = ACCOUNTS
) -> list[tuple[str, str, float, int]]:
    """Role, page, milliseconds and status of each answer while so many users of these accounts go about for so long."""
    from lianfang.access.models import Account

    accounts = {one.username: one for one in Account.objects.filter(username__in=asked)}
    open_to: dict[str, dict[str, list[str]]] = {}
    cookies = {name: session_key(account) for name, account in accounts.items()}
    for name, account in accounts.items():
        first = Visitor(port, cookies[name])
        pages: dict[str, list[str]] = {}
        for page, address in addresses(account):
            if page in pages or first.opened(address)[0] == 200:
                pages.setdefault(page, []).append(address)
        open_to[name] = pages
    seen: list[tuple[str, str, float, int]] = []
    until = time.monotonic() + seconds

    def go_about(number: int) -> None:
        name, chance = asked[number % len(asked)], random.Random(number)
        visitor, pages = Visitor(port, cookies[name]), open_to[name]
        time.sleep(chance.uniform(0, PAUSE))
        order = list(pages)
        while time.monotonic() < until:
            chance.shuffle(order)
            for page in order:
                status, milliseconds, _size = visitor.opened(chance.choice(pages[page]))
                seen.append((name, page, milliseconds, status))
                time.sleep(chance.uniform(0.8, 1.2) * PAUSE)
                if time.monotonic() > until:
                    return

    threads = [threading.Thread(target=go_about, args=[number]) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


class Memory(threading.Thread):
    """The most that the server's processes held at once, in bytes (PSS: what some share counts once)."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.most, self.parts, self.ended = pid, 0, {}, threading.Event()

    def run(self) -> None:
        import psutil

        while not self.ended.wait(1):
            parent = psutil.Process(self.pid)
            held: dict[str, int] = {}
            for process in [parent, *parent.children(recursive=True)]:
                try:
                    told = " ".join(process.cmdline())
                    if "postgres" in process.name():
                        continue
                    part = "web" if "granian" in told else "worker" if "worker" in told else "parent"
                    held[part] = held.get(part, 0) + process.memory_full_info().pss
                except psutil.Error:
                    continue
            if sum(held.values()) > self.most:
                self.most, self.parts = sum(held.values()), held


def measured(people: int, users: int, seconds: float, processes: int | None, say: Any) -> dict[str, Any]:
    """Makes the county, serves it, and answers what was measured."""
    from lianfang import demonstration
    from lianfang.server import migrating, start
    from lianfang.server.capacity import processes_here

    start.django()
    migrating.migrate()
    import large_county

    made = large_county.kept(people)
    if made is None:
        demonstration.prepare(size=large_county.base_of(people), fresh=False, say=lambda line: None)
        made = large_county.grow(people, 2 * people, say)
    following = followed()
    left_alone = [times_slower(PAUSE)]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lianfang.cli", "serve", "--port", str(port)]
    processes = processes or processes_here()
    command += ["--processes", str(processes)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        while "http://" not in (line := server.stdout.readline()):
            if not line:
                raise RuntimeError("the server did not start: its lines above say why")
        memory = Memory(server.pid)
        memory.start()
        busy_before = os.getloadavg()[0]
        answers = visited(port, users, seconds)
        memory.ended.set()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
    left_alone.append(times_slower(PAUSE))
    by_page: dict[str, dict[str, list[float]]] = {}
    for name, page, milliseconds, _status in answers:
        by_page.setdefault(page, {}).setdefault(name, []).append(milliseconds)
    return {
        "made": made,
        "following": following,
        "left_alone": [round(times, 1) for times in left_alone],
        "users": users,
        "processes": processes,
        "seconds": seconds,
        "answers": len(answers),
        "failed": sum(status != 200 for *_rest, status in answers),
        "p95_milliseconds": round(percentile([ms for _n, _p, ms, _s in answers], 0.95)) if answers else None,
        "memory_mebibytes": {name: round(size / 2**20) for name, size in {**memory.parts, "all": memory.most}.items()},
        "load_average_before": round(busy_before, 1),
        "pages": {
            page: {
                "p95_milliseconds": round(percentile([*chain.from_iterable(roles.values())], 0.95)),
                "answers": sum(map(len, roles.values())),
                "slowest_role": max(roles, key=lambda role: percentile(roles[role], 0.95)),
                "slowest_role_p95_milliseconds": round(max(percentile(times, 0.95) for times in roles.values())),
            }
            for page, roles in sorted(by_page.items())
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument(
        "--processes",
        type=int,
        help="Of the web server; else as many as it takes by itself.",
    )
    parser.add_argument("--keep", type=Path, help="A folder to keep the county in, for looking closer.")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    home = arguments.keep or Path(tempfile.mkdtemp(prefix="lianfang-bench-"))
    os.environ |= {"LIANFANG_HOME": str(home), "LIANFANG_DEMONSTRATION": "1"}
    say = (lambda line: None) if arguments.json else print
    try:
        result = measured(arguments.people, arguments.users, arguments.seconds, arguments.processes, say)
        print(json.dumps(result, ensure_ascii=False, indent=None if arguments.json else 1))
    finally:
        from django.db import connections

        from lianfang.server import postgres

        connections.close_all()
        postgres.release(home)
        if not arguments.keep:
            shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
