"""Splink on the same people, in an interpreter of its own: probabilistic linkage (Fellegi, Sunter), learnt by itself.

python duplicates_peer.py FOLDER, with known.parquet and new.parquet; writes pairs.parquet and prints the seconds.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import Linker, SettingsCreator, block_on
from splink.backends.duckdb import DuckDBAPI

# The blocks and the parts are those of lianfang.facts.matching; how much each counts is learnt from the data.
BLOCKS = [
    block_on("telephone"),
    block_on("pinyin", "year(birth)", "month(birth)"),
    block_on("pinyin", "year(birth)", "day(birth)"),
    block_on("pinyin", "month(birth)", "day(birth)"),
    block_on("pinyin", "address"),
    block_on("birth", "address"),
]
NEAR = (
    "(year(birth_l) = year(birth_r))::int + (month(birth_l) = month(birth_r))::int"
    " + (day(birth_l) = day(birth_r))::int = 2"
    " or (year(birth_l) = year(birth_r) and month(birth_l) = day(birth_r) and day(birth_l) = month(birth_r))"
)
SETTINGS = SettingsCreator(
    link_type="link_only",
    blocking_rules_to_generate_predictions=BLOCKS,
    comparisons=[
        comparisons.CustomComparison(
            output_column_name="name",
            comparison_levels=[
                levels.NullLevel("name"),
                levels.ExactMatchLevel("name", term_frequency_adjustments=True),
                levels.ExactMatchLevel("pinyin"),
                levels.ElseLevel(),
            ],
        ),
        comparisons.CustomComparison(
            output_column_name="birth",
            comparison_levels=[
                levels.NullLevel("birth"),
                levels.ExactMatchLevel("birth"),
                levels.CustomLevel(NEAR, label_for_charts="two of three, or swapped"),
                levels.ElseLevel(),
            ],
        ),
        comparisons.ExactMatch("telephone"),
        comparisons.ExactMatch("address"),
    ],
)


def main() -> None:
    folder = Path(sys.argv[1])
    connection = duckdb.connect()
    columns = "name, pinyin, birth, telephone, regexp_replace(address, '\\s+', '', 'g') AS address"
    for name, key in (("known", "person"), ("new", "row")):
        people = connection.read_parquet(str(folder / f"{name}.parquet"))
        people.project(f"{key} AS unique_id, {columns}").create(name)
    begin = time.perf_counter()
    api = DuckDBAPI(connection=connection)
    # In alphabetical order, as splink sorts the two sides of a pair.
    registered = [api.register(name, dataset_display_name=name) for name in ("known", "new")]
    linker = Linker(registered, SETTINGS, log_level="ERROR")
    linker.training.estimate_probability_two_random_records_match(
        [block_on("name", "birth"), block_on("name", "telephone")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "telephone"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("birth", "address"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth"))
    found = linker.inference.predict(threshold_match_probability=0.5)
    seconds = time.perf_counter() - begin
    found.to_parquet(str(folder / "pairs.parquet"), overwrite=True)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
