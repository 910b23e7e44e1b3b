"""Whose a number is: a tube or a case whose number is told again passes to nobody else in silence.

A row with a number that is here already speaks of those whose it is. Where it names somebody else it is refused, unless
it says why: then it is a correction, which supersedes what stood there with that reason.
"""

import polars as pl

from lianfang.facts.cells import reason
from lianfang.facts.recording.lookups import heads_by, kept_of_merged
from lianfang.facts.recording.requirements import told_column
from lianfang.facts.recording.values import Reasons
from lianfang.vocabulary.kinds.laboratory import SPECIMEN

_NUMBER = "specimen.number"
_KNOWN_OF_PERSONS = ("subject", "name", "sex", "birth", "age", "number", "identity_number_hash", "withdrawn")
_PERSON_TYPES = {"birth": pl.Date, "age": pl.Float64, "identity_number_hash": pl.Binary}
# Two lists may count a person's age at different days.
_YEARS_APART = 2


def persons_of_cases(cases: pl.Series) -> pl.Series:
    """By row the person whose case it is as the ledger knows it; null where the case is new or was withdrawn."""
    asked = cases.drop_nulls().unique().to_list()
    known = heads_by("case", "subject", asked, ("subject", "person", "withdrawn")).filter(~pl.col("withdrawn"))
    whose = dict(known.select("subject", "person").drop_nulls().iter_rows())
    return cases.replace_strict(whose, default=None, return_dtype=pl.String)


def agreement(frame: pl.DataFrame, persons: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Whether what a row tells of its person is surely said of this one, and whether it can be (false: it contradicts).

    Sure are an equal identity number, and an equal name or number of the person that no identity number contradicts.
    A row that names nobody can be of a person whose sex, birth date and age are not others than it says.
    """
    asked = persons.drop_nulls().unique().to_list()
    known = heads_by("person", "subject", asked, _KNOWN_OF_PERSONS).filter(~pl.col("withdrawn"))
    known = known.unique("subject", keep="last")
    columns = _KNOWN_OF_PERSONS[1:-1]
    told = frame.with_columns(_nothing(name) for name in columns if f"person.{name}" not in frame.columns)
    told = told.select(f"person.{name}" for name in columns)
    both = told.with_columns(persons.alias("subject")).join(
        known, on="subject", how="left", maintain_order="left", suffix=".known"
    )

    def same(name: str) -> pl.Expr:
        return pl.col(f"person.{name}") == pl.col(name)

    no_other_number = same("identity_number_hash").fill_null(True)
    named = same("name").fill_null(False) | same("number").fill_null(False)
    sure = same("identity_number_hash").fill_null(False) | (named & no_other_number)
    nameless = pl.all_horizontal(pl.col(f"person.{name}").is_null() for name in ("name", "number"))
    nameless &= pl.col("person.identity_number_hash").is_null()
    near = ((pl.col("person.age") - pl.col("age")).abs() <= _YEARS_APART).fill_null(True)
    alike = same("sex").fill_null(True) & same("birth").fill_null(True) & near
    # A name that was misspelt is told by the birth date; what nobody told before contradicts nothing.
    free = same("name").fill_null(True) & same("number").fill_null(True) & no_other_number
    can = pl.when(nameless).then(alike).otherwise(free | named | same("birth").fill_null(False))
    answered = both.select(sure.alias("sure"), can.alias("can"))
    return answered["sure"], answered["can"]


def _nothing(name: str) -> pl.Expr:
    return pl.lit(None, _PERSON_TYPES.get(name, pl.String)).alias(f"person.{name}")


def refuse_numbers_of_others(frame: pl.DataFrame, kind: str, reasons: Reasons) -> None:
    """Notes rows that would give the case or specimen which they speak of the number of another one."""
    name, like = f"{kind}.number", f"{kind}.disease"
    if kind not in frame.columns or name not in frame.columns:
        return
    by = ["number", "disease"] if kind == "case" else ["number"]
    told = frame.filter(pl.col(kind).is_not_null() & pl.col(name).is_not_null())
    if told.is_empty() or (kind == "case" and like not in frame.columns):
        return
    known = heads_by(kind, "number", told[name].unique().to_list(), [*by, "subject", "withdrawn"])
    whose = known.filter(~pl.col("withdrawn")).group_by(by).agg("subject")
    keys = [name, like][: len(by)]
    beside = told.join(whose, left_on=keys, right_on=by, how="inner", maintain_order="left")
    anothers = ~pl.col(kind).is_in(pl.col("subject"))
    reasons.where(name, beside, beside.select(anothers.alias("x"))["x"], reason("number_of_another"))


def refuse_cases_of_others(frame: pl.DataFrame, reasons: Reasons) -> None:
    """Notes rows whose case is somebody else's: in the ledger (column ``of_case``), or in an earlier row of these."""
    first = pl.col("person").drop_nulls().first().over("case")
    whose = frame.select(pl.coalesce("of_case", first).alias("whose"))["whose"]
    others = frame["case"].is_not_null() & frame["person"].is_not_null() & (frame["person"] != whose)
    others &= ~_said_why(frame, "case", "person")
    reasons.where("case.number", frame, others, reason("case_of_another"))


def with_persons_kept(frame: pl.DataFrame, reasons: Reasons) -> pl.DataFrame:
    """The frame in which a tube that is here keeps its people (``specimen.persons``); rows that name others are noted.

    Of a pool that still has room by its own size, told again with that size, the others join.
    """
    tubes = _tubes(frame)
    if tubes.is_empty():
        return frame
    there = pl.col("before").list.len() > 0
    nobodys = pl.col("category").is_in(["surface", "goods", "animal"]).fill_null(False)
    room = (pl.col("pool") > 1) & (pl.col("pool") == pl.col("pool.known")) & (pl.col("together") <= pl.col("pool"))
    another = pl.col("new") & (there | nobodys) & ~room.fill_null(False) & ~pl.col("why")
    size = pl.coalesce("pool", "pool.known")
    full = pl.when("why").then("told").otherwise("together") > size
    found = tubes.select("row_number", another.fill_null(False).alias("another"), full.fill_null(False).alias("full"))
    whose = frame.select("row_number").join(
        found.group_by("row_number").agg(pl.col("another", "full").any()),
        on="row_number",
        how="left",
        maintain_order="left",
    )
    reasons.where(_NUMBER, frame, whose["another"], reason("specimen_of_others"))
    reasons.where(_NUMBER, frame, whose["full"], reason("pool_full"))
    return _joined(frame, tubes.filter(there & ~pl.col("why")))


def _tubes(frame: pl.DataFrame) -> pl.DataFrame:
    """A line for each person that a row puts into a tube: ``row, subject, person, pool, why`` of the row; of the tube
    as it stands ``before`` (its persons), ``pool.known, category``; whether the person is ``new`` to it, and how many
    are ``told`` in these rows and ``together`` with those before."""
    named = "specimen.persons"
    single = pl.when(pl.col("person").is_not_null()).then(pl.concat_list("person"))
    persons = ([pl.col(named)] if named in frame.columns else []) + ([single] if "person" in frame.columns else [])
    if not persons:
        return pl.DataFrame()
    pool = pl.col("specimen.pool") if "specimen.pool" in frame.columns else pl.lit(None, pl.Int64)
    said = frame.with_columns(_said_why(frame, "specimen").alias("why")).filter(pl.col(told_column(SPECIMEN)))
    said = said.select(
        "row_number",
        "why",
        pl.col("specimen").alias("subject"),
        pool.alias("pool"),
        pl.coalesce(persons).alias("person"),
    )
    said = said.explode("person").drop_nulls("person")
    wanted = ("subject", "persons", "pool", "category", "withdrawn")
    known = heads_by("specimen", "subject", said["subject"].unique().to_list(), wanted)
    known = known.filter(~pl.col("withdrawn")).unique("subject", keep="last").drop("withdrawn")
    held = known["persons"].explode().drop_nulls().unique()
    kept = dict(zip(held.to_list(), kept_of_merged(held).to_list(), strict=True))
    known = known.with_columns(pl.col("persons").list.eval(pl.element().replace(kept)).alias("now"))
    lines = said.join(known, on="subject", how="left", maintain_order="left", suffix=".known")
    lines = lines.with_columns(
        pl.col("persons").alias("before"), (~pl.col("person").is_in(pl.col("now"))).fill_null(True).alias("new")
    )
    size = pl.col("now").list.len().fill_null(0)
    joining = pl.col("person").filter("new").n_unique().over("subject")
    return lines.with_columns(
        pl.col("person").n_unique().over("subject").alias("told"), (size + joining).alias("together")
    )


def _joined(frame: pl.DataFrame, tubes: pl.DataFrame) -> pl.DataFrame:
    """The frame whose tubes here before hold those that they held, and after them those who joined."""
    if tubes.is_empty():
        return frame
    joining = pl.col("person").filter("new").unique(maintain_order=True)
    whole = tubes.group_by("subject", maintain_order=True).agg(pl.col("before").first(), joining)
    whole = whole.select(pl.col("subject").alias("specimen"), pl.col("before").list.concat("person").alias("held"))
    name = "specimen.persons"
    given = [pl.col(name)] if name in frame.columns else []
    joined = frame.join(whole, on="specimen", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("held", *given).alias(name)).drop("held")


def _said_why(frame: pl.DataFrame, *parts: str) -> pl.Series:
    """Whether a row says why it corrects one of these parts."""
    told = [f"{part}.reason" for part in parts if f"{part}.reason" in frame.columns]
    if not told:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, frame.height)
    said = [pl.col(name).cast(pl.String).str.strip_chars().fill_null("") != "" for name in told]
    return frame.select(pl.any_horizontal(said).alias("why"))["why"]
