"""Figures for whoever watches the machine, as Prometheus reads them. No person, place or disease is in them."""

import shutil
from collections.abc import Iterator
from importlib.metadata import version

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.registry import Collector

from lianfang.access.session import machine_session
from lianfang.server import home
from lianfang.server.openness import is_loopback

_WAITING = (
    "SELECT count(*), coalesce(extract(epoch FROM now() - min(at)), 0)::float, pg_database_size(current_database())"
    " FROM facts_touched"
)
_JOBS = "SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status ORDER BY status"


class House(Collector):
    """What is asked of the house at each reading."""

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """A family a figure."""
        with machine_session(), connection.cursor() as cursor:
            cursor.execute(_WAITING)
            subjects, oldest, size = cursor.fetchone()
            cursor.execute(_JOBS)
            by_status = cursor.fetchall()
        yield InfoMetricFamily("lianfang", "The release that runs.", {"version": version("lianfang")})
        jobs = GaugeMetricFamily("lianfang_jobs", "Jobs of the worker by what became of them.", labels=["status"])
        for status, count in by_status:
            jobs.add_metric([status], count)
        yield jobs
        free = shutil.disk_usage(home.folder()).free
        for name, what, value in (
            ("lianfang_outbox_subjects", "Subjects whose situation waits to be refreshed.", subjects),
            ("lianfang_outbox_oldest_seconds", "How long the oldest of them has waited.", oldest),
            ("lianfang_database_bytes", "Size of the database.", size),
            ("lianfang_home_free_bytes", "Space left where database, keys and visits lie.", free),
        ):
            yield GaugeMetricFamily(name, what, value)


def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for this machine alone: a watcher elsewhere goes by an agent here. Others find no such page."""
    by_proxy = "X-Forwarded-For" in request.headers
    if by_proxy or not is_loopback(request.META.get("REMOTE_ADDR", "")):
        raise Http404
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(House())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
