"""The certificate of a destruction as text, in Chinese and English: kinds, days, counts, hash, witnesses."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from lianfang.retention.visits import ENDED, Destroyed

_GROUNDS = {ENDED: "公告到期"}


def text_of(made: Destroyed, time_zone: str) -> str:
    """The certificate, line by line."""
    ground = _GROUNDS.get(made.ground, "超过方案规定的保存天数")
    at = made.at.astimezone(ZoneInfo(time_zone))
    kinds: dict[str, int] = {}
    for day in made.days:
        for kind, count in day.kinds.items():
            kinds[kind] = kinds.get(kind, 0) + count
    lines = [
        "到访登记信息销毁证明 · Certificate of destruction of collected visits",
        "",
        f"时间 Moment: {at:%Y-%m-%d %H:%M} ({time_zone})",
        f"事由 Ground: {ground} / {made.ground}",
        f"公告 Declaration: {made.declaration or '—'}    辖区 Area: {made.area}",
        f"销毁 Destroyed: {made.destroyed}    作为接触证据留存 Kept as evidence of contacts: {made.kept}",
        "",
        "日期 Day      销毁 Destroyed   留存 Kept   SHA-256",
        *(f"{day.day}  {day.destroyed:>14}  {day.kept:>10}   {day.digest}" for day in made.days),
        "",
        "类型（场所、记录方式） Kinds (place, how recorded): "
        + ("; ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "—"),
        f"合计散列 Digest of all days (SHA-256): {made.digest}",
        f"执行 By: {made.by}    见证 Witnesses: {'、'.join(made.witnesses) or '—'}",
    ]
    if made.left:
        lines.append(f"尚未封存、次日再销毁 Not sealed yet, to be destroyed tomorrow: {', '.join(map(str, made.left))}")
    return "\n".join(lines) + "\n"
