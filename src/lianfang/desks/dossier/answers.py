"""Who answers for a duty, in words: to whom it is owed, before whom it came or will come, who may waive it."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.desks.language import chinese
from lianfang.plan import Rule
from lianfang.plan.wording import Language
from lianfang.plan.wording import answering as words
from lianfang.situation.answering import receiver_of, steps_of
from lianfang.situation.models import Duty


@dataclass(frozen=True, slots=True)
class Before:
    """Before whom a duty comes when it is late, and when."""

    at: datetime
    whom: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What a duty's page says of who answers for it; empty where the rule says nothing."""

    responsibility: str
    to: str
    came: tuple[Before, ...]
    to_come: tuple[Before, ...]
    waiver: str


def answers_of(duty: Duty, rule: Rule, at: datetime) -> Answers:
    """Who answers for a duty, as known at a moment."""
    language: Language = "zh" if chinese() else "en"
    owes, receiver = rule.owes, receiver_of(duty, rule)
    # What was done, waived or over by then came before nobody.
    over = min((moment for moment in (duty.met, duty.waived, duty.ends) if moment is not None), default=None)
    before = [
        Before(step.at, step.unit.name if step.unit else words.recipient(step.late.to, language))
        for step in steps_of(duty, rule)
        if over is None or step.at < over
    ]
    to = words.recipient(owes.to, language) if owes.to is not None else ""
    return Answers(
        words.responsibility(owes.responsibility, language) if owes.responsibility is not None else "",
        receiver.name if receiver is not None else to,
        tuple(one for one in before if one.at <= at),
        tuple(one for one in before if one.at > at),
        words.waiver(rule, language) if rule.waived_for else "",
    )
