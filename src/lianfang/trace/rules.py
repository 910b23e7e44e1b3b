"""What makes two visits to one place a contact."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Rule:
    """Two visits to the same place that overlap for at least `least` are an encounter; `id` stands in its rows."""

    id: str
    least: timedelta


# The rule where no plan says otherwise: fifteen minutes in one overlap, as the WHO and the US CDC count from; China's
# protocols judge without minutes, which a plan may say.
SAME_PLACE = Rule("same-place-15-minutes", timedelta(minutes=15))
