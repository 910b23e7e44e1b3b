"""Accounts of the demonstration: one for each desk, and the neighbouring county's commander, who sees none of it."""

from collections.abc import Mapping

from lianfang.demonstration import units
from lianfang.demonstration.areas import COUNTY, NEIGHBOUR, PREFECTURE, PROVINCE, WEDDING_GRID, WEDDING_TOWN
from lianfang.demonstration.rows import Account


def invented_accounts(leaders: Mapping[str, str]) -> list[Account]:
    """The accounts; ``leaders`` names the leader of each unit, who is the account's person where that is so."""
    town, worker = units.town_command(WEDDING_TOWN), units.grid_unit(WEDDING_GRID)
    return [
        # What two people sign or hand over needs a second; the unit's own account is the one that stands last.
        Account("deputy", "孙立军", "commander", units.COMMAND, COUNTY),
        Account("commander", leaders[units.COMMAND], "commander", units.COMMAND, COUNTY),
        Account("clinic", "韩雪梅", "fever_clinic", units.FEVER_CLINIC, COUNTY),
        Account("cdc", "邵文博", "cdc", units.CDC, COUNTY),
        Account("laboratory", "石静", "laboratory", units.LABORATORY, COUNTY),
        Account("checkpoint", "孟凡军", "checkpoint", units.STATION, COUNTY),
        Account("isolation", "姜丽", "isolation_site", units.SITES[0], COUNTY),
        Account("grid", leaders[worker], "grid_worker", worker, WEDDING_GRID),
        Account("town", leaders[town], "town", town, WEDDING_TOWN),
        Account("prefecture", leaders[units.PREFECTURE_COMMAND], "prefecture", units.PREFECTURE_COMMAND, PREFECTURE),
        Account("province", leaders[units.PROVINCE_COMMAND], "province", units.PROVINCE_COMMAND, PROVINCE),
        Account("auditor", "崔建国", "auditor", "", COUNTY),
        Account("administrator", "魏晨", "administrator", "", COUNTY),
        Account("protection", "范颖", "data_protection_officer", "", COUNTY),
        Account("neighbour", leaders[units.NEIGHBOUR_COMMAND], "commander", units.NEIGHBOUR_COMMAND, NEIGHBOUR),
    ]
