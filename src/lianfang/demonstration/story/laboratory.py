"""Specimens and their results: single and pooled, screened in one laboratory and reviewed in another."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from lianfang.demonstration.rows import COVID, LOCAL
from lianfang.demonstration.story.book import Book, hours
from lianfang.demonstration.units import HOSPITAL_LABORATORY, LABORATORY


@dataclass(slots=True)
class Bench:
    """Numbers specimens day by day and tells what became of them."""

    book: Book
    generator: np.random.Generator
    numbers: dict[str, int] = field(default_factory=dict)

    def specimen(
        self,
        persons: Sequence[dict[str, Any]],
        at: datetime,
        by: str,
        purpose: str,
        *,
        disease: str = COVID,
        outbreak: str | None = None,
        sample: str = "咽拭子",
        category: str = "person",
        unit: str | None = None,
        item: str | None = None,
        batch: str | None = None,
    ) -> str:
        """A specimen of one person, a pool of several, or of nobody but goods or a surface; answers its subject."""
        subject = self.book.new(self.generator)
        self.book.fact(
            "specimen",
            by,
            at,
            specimen=subject,
            persons=[person["person"] for person in persons] or None,
            number=self._number(at, "NV" if disease != COVID else "HS" if category == "person" else "HJ"),
            disease=disease,
            outbreak=outbreak,
            category=category,
            sample=sample,
            pool=len(persons) or None,
            purpose=purpose,
            sampled_by=by,
            unit=unit,
            item=item,
            batch=batch,
        )
        return subject

    def _number(self, at: datetime, letters: str) -> str:
        day = f"{at.astimezone(LOCAL):%y%m%d}"
        self.numbers[day] = self.numbers.get(day, 0) + 1
        return f"{letters}{day}{self.numbers[day]:04d}"

    def negative(self, specimen: str, sampled: datetime, disease: str = COVID) -> datetime:
        """A negative result, 6 to 10 hours after the sampling; answers when it came."""
        at = sampled + hours(self.generator.uniform(6, 10))
        self._result(specimen, at, "negative", LABORATORY, 1, disease)
        return at

    def preliminary(self, specimen: str, sampled: datetime, after: float | None = None) -> datetime:
        """A first positive, which is none until it is reviewed; answers when it came."""
        at = sampled + hours(after or self.generator.uniform(6, 8))
        self._result(
            specimen, at, "preliminary_positive", HOSPITAL_LABORATORY, 1, COVID, self.generator.uniform(24, 36)
        )
        return at

    def positive(
        self, specimen: str, screened: datetime, disease: str = COVID, laboratory: str = LABORATORY
    ) -> datetime:
        """The same specimen found positive in the second laboratory, 3.5 to 4.5 hours later; answers when."""
        at = screened + hours(self.generator.uniform(3.5, 4.5))
        ct = self.generator.uniform(20, 35) if disease == COVID else None
        self._result(specimen, at, "positive", laboratory, 2 if disease == COVID else 1, disease, ct)
        return at

    def _result(
        self,
        specimen: str,
        at: datetime,
        result: str,
        laboratory: str,
        round_: int,
        disease: str,
        ct: float | None = None,
    ) -> None:
        self.book.fact(
            "test_result",
            laboratory,
            at,
            source="结果文件",
            specimen=specimen,
            disease=disease,
            assay="nucleic_acid",
            result=result,
            ct_orf1ab=None if ct is None else round(ct, 1),
            ct_n=None if ct is None else round(ct - 1.2, 1),
            laboratory=laboratory,
            round=round_,
        )
