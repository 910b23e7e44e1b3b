"""Boundaries of areas from GeoJSON, joined by area code: data of the installation, for maps and for neighbours."""

from collections import Counter
from datetime import datetime
from pathlib import Path

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.load.answer import Answer, RejectedRow
from lianfang.facts.load.mapping import BOUNDARIES, mapping_of
from lianfang.facts.load.options import Options
from lianfang.facts.reading.features import CODE_PROPERTIES, code_of, features_of
from lianfang.places.models import Area
from lianfang.vocabulary import Mistake

_NATION = "/CN/"
# What files of public maps write before the code of an area of China.
_CHINA_BEFORE = "156"


def load_boundaries(path: Path, options: Options, at: datetime) -> Answer:
    """Puts in the boundary of each area that a FeatureCollection holds; what another takes the place of is kept.

    A feature that cannot be used comes back with its number, property, value and reason; the same file again changes
    nothing. Raises Mistake where the file cannot be used at all.
    """
    from lianfang.places.bounding import install_boundaries
    from lianfang.places.outlines import CHINA, Unfit, outline_of

    features = features_of(path)
    names, values = _mapped(options)
    told = [code_of(feature, names, values) for feature in features]
    here = dict(Area.objects.values_list("code", "path"))
    found = [_known(code, here) for _name, code in told]
    often = Counter(code for code in found if code)
    refused: dict[int, tuple[str, str, str]] = {}
    outlines = {}
    for place, (feature, (name, code), known) in enumerate(zip(features, told, found, strict=True)):
        if not code:
            refused[place] = (name, code, reason("boundary_no_code"))
        elif known is None:
            refused[place] = (name, code, reason("boundary_no_area"))
        elif often[known] > 1:
            refused[place] = (name, code, reason("boundary_twice"))
        else:
            try:
                within = CHINA if here[known].startswith(_NATION) else None
                outlines[known] = outline_of(feature.get("geometry"), within)
            except Unfit as unfit:
                refused[place] = (name, code, reason(unfit.key, **unfit.named))
    states = list(install_boundaries(outlines, path.name, options.account, at).values())
    rejections = [RejectedRow(path.name, place + 1, *why) for place, why in sorted(refused.items())]
    return Answer(
        file=str(path),
        rows=len(features),
        loaded=states.count("loaded"),
        unchanged=states.count("unchanged"),
        corrected=states.count("corrected"),
        rejected=len(rejections),
        rejections=tuple(rejections),
        rejects=pl.DataFrame(
            [(one.row, one.column, one.value, one.reason) for one in rejections],
            schema={"feature": pl.Int64, "property": pl.String, "value": pl.String, "reason": pl.String},
            orient="row",
        ),
        counted="feature",
    )


def _mapped(options: Options) -> tuple[tuple[str, ...], dict[str, str]]:
    """The properties in which to look for the code, and what stands for what in them."""
    if not options.map:
        return CODE_PROPERTIES, {}
    mapping = mapping_of(Path(options.map))
    if mapping.kind != BOUNDARIES:
        raise Mistake(f"{options.map}: is a mapping of {mapping.kind}; boundaries need one of kind: boundaries")
    if "code" not in mapping.columns:
        raise Mistake(f"{options.map}: says not which property holds the code; name it as code under columns")
    return mapping.columns["code"].headers, mapping.columns["code"].values


def _known(code: str, here: dict[str, str]) -> str | None:
    """The area here that a code means: as it is, without the nation's number before it, or the noughts after it."""
    forms = [code]
    if len(code) == 9 and code.startswith(_CHINA_BEFORE):
        forms.append(code[len(_CHINA_BEFORE) :])
    if len(code) == 12 and code.isdigit():
        forms += [code[:length] for length in (9, 6) if not code[length:].strip("0")]
    return next((form for form in forms if form in here), None)
