"""A small county to be set on fire: its areas and units, an account whose token records, visits that may be collected.

    LIANFANG_HOME=… python -m fire.county

Makes the installation and prints the token. It runs as a program of its own, so that nothing of Django stands in the
process that kills.
"""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

# 10 January 2021, 09:00 in the county.
NOW = datetime(2021, 1, 10, 1, 0, tzinfo=UTC)
COUNTY, TOWN, RISK_TOWN, MARKET = "C1", "T1", "R2", "SC1"
AREAS = (
    ("CN", "中国", "nation", None),
    (COUNTY, "青禾县", "county", "CN"),
    (TOWN, "河东镇", "town", COUNTY),
    ("R1", "风险县", "county", "CN"),
    (RISK_TOWN, "风险镇", "town", "R1"),
)
UNITS = (
    ("FC1", "fever_clinic", "县医院发热门诊", COUNTY),
    ("CDC1", "cdc", "县疾控中心", COUNTY),
    ("CMD1", "command", "县指挥部", COUNTY),
    ("TC1", "command", "河东镇指挥部", TOWN),
    ("LAB1", "laboratory", "县实验室", COUNTY),
    (MARKET, "market", "河东市场", TOWN),
)


def made() -> str:
    """Makes it and answers the token of the county's disease control, who may record all that the fire records."""
    from lianfang.server import migrating, start

    start.django()
    migrating.migrate()
    from lianfang import facts
    from lianfang.access.models import Account
    from lianfang.access.session import machine_session
    from lianfang.access.tokens import token_of
    from lianfang.facts import clock
    from lianfang.places.tree import install_areas, install_units

    install_areas([dict(zip(("code", "name", "level", "parent"), row, strict=True)) for row in AREAS])
    install_units([dict(zip(("code", "kind", "name", "area"), row, strict=True)) for row in UNITS])
    clock.set_to(NOW)
    command = facts.Recorder("command", "CN", None)
    declared = [
        {"about": "risk", "declared": RISK_TOWN, "level": "high", "occurred_from": "2021-01-01", "number": "1"},
        {
            "about": "collecting",
            "declared": COUNTY,
            "place_kinds": "市场",
            "occurred_from": "2021-01-05",
            "number": "2",
        },
    ]
    told = facts.record("declaration", declared, command, "api", uuid4(), NOW, defaults={"disease": "covid19"})
    if told.rejected:
        raise RuntimeError(f"the county cannot be made: {told.rejections}")
    with machine_session():
        account = Account.objects.given("investigator", None, "cdc", area=COUNTY, area_path="/CN/C1/")
        return token_of(account, "fire", timedelta(days=1))[1]


if __name__ == "__main__":
    print(made())
