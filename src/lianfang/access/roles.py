"""The roles of accounts: one for each desk, and those who see to the machine, the records and people's rights."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """What an account is for. ``name`` is stored; ``zh`` and ``en`` are shown."""

    name: str
    zh: str
    en: str


ROLES: tuple[Role, ...] = (
    Role("commander", "县指挥部", "Commander"),
    Role("fever_clinic", "发热门诊", "Fever clinic"),
    Role("cdc", "疾控", "CDC"),
    Role("laboratory", "实验室", "Laboratory"),
    Role("checkpoint", "来返登记/检查站", "Arrivals / checkpoint"),
    Role("isolation_site", "集中隔离点", "Isolation site"),
    Role("grid_worker", "网格员", "Grid worker"),
    Role("town", "乡镇（街道）", "Town"),
    Role("prefecture", "市（州）", "Prefecture"),
    Role("province", "省", "Province"),
    Role("auditor", "审计员", "Auditor"),
    Role("administrator", "系统管理员", "Administrator"),
    Role("data_protection_officer", "个人信息保护负责人", "Data protection officer"),
)
NAMES: tuple[str, ...] = tuple(role.name for role in ROLES)

# The worker, loads and refreshes act as the machine; no account can have this role.
MACHINE = "machine"
# Who looks at their own record, without an account.
CITIZEN = "citizen"


def role(name: str) -> Role:
    """The role of this name; raises KeyError where there is none."""
    for candidate in ROLES:
        if candidate.name == name:
            return candidate
    raise KeyError(name)
