"""The settings of contacts in words: where, who is within reach, for how long."""

from __future__ import annotations

from datetime import timedelta

from lianfang.plan.model import ContactRules, ContactSetting, Reach
from lianfang.plan.wording.language import Language, either, length, listed
from lianfang.plan.wording.parts import UNITS, source

PLACES = {
    "household": ("家庭", "household"), "room": ("房间", "room"), "aircraft": ("飞机", "aircraft"),
    "train": ("列车", "train"), "coach": ("客车", "coach"), "car": ("小客车", "car"), "ship": ("轮船", "ship"),
    **{name: (zh, en.lower()) for name, (zh, en) in UNITS.items()},
}  # fmt: skip
_ANCHORS = {
    "onset": ("发病", "onset"), "positive sample": ("首次阳性标本采集", "the first positive sample"),
    "last negative": ("末次阴性标本采集", "the last negative sample"), "classified": ("判定", "classification"),
}  # fmt: skip
_SHARES = {
    "place": ("同一场所（交通工具）的全部人员", "everybody in the place or vehicle"),
    "carriage": ("同一车厢（病区、甲板）的人员", "the same carriage, ward or deck"),
    "room": ("同一包厢（舱室、病室）的人员", "the same compartment, cabin or room"),
    "row": ("同排（格、床）的人员", "the same row, bay or bed"),
}  # fmt: skip
_AIR = {"sealed": ("密闭", "sealed"), "ventilated": ("通风", "ventilated")}


def where(setting: ContactSetting, language: Language) -> str:
    """The places that a setting is for."""
    zh = language == "zh"
    names = [PLACES[name][0 if zh else 1] for name in setting.places]
    told = listed(names, language) if names else either("其他场所", "any other place", language)
    if setting.air is not None:
        told = f"{either(*_AIR[setting.air], language)}{'' if zh else ' '}{told}"
    if setting.largest is not None:
        told += either(f"（不超过{setting.largest}平方米）", f" (at most {setting.largest} m²)", language)
    return told


def reach(held: Reach | None, language: Language) -> str:
    """Who is within reach of a case."""
    if held is None:
        return either("无", "nobody", language)
    zh, en = _SHARES[held.of]
    if held.apart:
        zh, en = f"同排（格、床）及前后各{held.apart}排的人员", f"{en} and {held.apart} before and behind"
    if held.staff:
        zh, en = f"{zh}和为其服务的工作人员", f"{en}, and the staff serving there"
    if held.least > timedelta(0):
        zh, en = f"{zh}，共处至少{length(held.least, 'zh')}", f"{en}, for at least {length(held.least, 'en')}"
    return either(zh, en, language)


def lingering(setting: ContactSetting, language: Language) -> str:
    """How long the air stays risky, or nothing."""
    return length(setting.lingers, language) if setting.lingers > timedelta(0) else ""


def row(setting: ContactSetting, language: Language) -> tuple[str, str, str, str, str]:
    """A setting as a line of the document: name, where, close, general, source."""
    air = lingering(setting, language)
    place = where(setting, language)
    if air:
        place += either(f"，病例离开后{air}内", f", up to {air} after the case has left", language)
    names = either(setting.names.zh, setting.names.en, language)
    close, general = reach(setting.close, language), reach(setting.general, language)
    return names, place, close, general, source(setting.source, language)


def rules(held: ContactRules, language: Language) -> str:
    """From when a case exposes others, how far it is followed, and what clocks may differ."""
    zh = "，不详的自".join(f"{_ANCHORS[anchor][0]}前{length(back, 'zh')}" for anchor, back in held.since)
    en = ", else from ".join(f"{length(back, 'en')} before {_ANCHORS[anchor][1]}" for anchor, back in held.since)
    hops = either(f"追至第{held.hops}层", f"followed over {held.hops} hops", language)
    zh, en = f"病例自{zh}起", f"A case exposes others from {en}"
    clocks = length(held.tolerance, language)
    off = either(f"；时钟允许误差{clocks}", f"; clocks may differ by {clocks}", language) if held.tolerance else ""
    kept = "" if held.visits_kept is None else length(held.visits_kept, language)
    if kept:
        told = f"; collected visits without a contact are kept for {kept}"
        off += either(f"；未构成接触的到访保存{kept}", told, language)
    return either(f"{zh}；{hops}{off}", f"{en}; {hops}{off}", language)
