"""The plan as a document, its schema, and the command line around it."""

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import docx
import polars as pl
import pytest
import yaml
from typer.testing import CliRunner

from lianfang import cli, plan
from lianfang.plan.branch import Scalar, place
from lianfang.plan.schema import as_text, schema
from lianfang.plan.tree import read

SHIPPED = sorted(file.name for file in files("lianfang.plans").iterdir() if file.name.endswith(".yaml"))
SHIPPED.append("earlier/covid19_2020.yaml")


def text_of(name: str) -> str:
    return files("lianfang.plans").joinpath(name).read_text("utf-8")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lianfang.cli", *arguments], capture_output=True, text=True, cwd=cwd, timeout=120
    )


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_plans_hold_only_notes(name):
    read_plan, findings = plan.load(text_of(name), name)
    assert read_plan is not None
    assert {finding.name for finding in findings} <= {"clause-to-be-found"}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_schema_takes_what_the_loader_takes(name):
    validator = pytest.importorskip("jsonschema_rs").validator_for(schema())
    held = json.loads(json.dumps(yaml.safe_load(text_of(name)), default=str))
    assert [str(error) for error in validator.iter_errors(held)] == []
    held["chapters"][0]["rules"]["daily-sign-off" if "noro" in name else "fever"] = {"for": "cases"}
    assert not validator.is_valid(held)


def test_the_published_schema_is_the_loaders():
    assert text_of("plan.schema.json") == as_text()


def test_places_in_folded_and_quoted_text():
    tree, _ = read('a: >-\n  one two\n  three\nb: "x y"\n')
    folded, quoted = tree.items["a"], tree.items["b"]
    assert isinstance(folded, Scalar)
    assert place(folded, 8, 13) == plan.Span(3, 3, 3, 8)
    assert place(quoted, 2, 3) == plan.Span(4, 7, 4, 8)


def test_commands(tmp_path):
    good = Path(str(files("lianfang.plans").joinpath("covid19_2020.yaml")))
    checked = run("plan", "check", str(good), "--quiet", cwd=tmp_path)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "36 rules, 0 findings" in checked.stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text(good.read_text("utf-8").replace("within: 2 h", "within: 2 hourz", 1), "utf-8")
    checked = run("plan", "check", str(bad), "--json", cwd=tmp_path)
    assert checked.returncode == 1
    told = [row for row in json.loads(checked.stdout) if not row["note"]]
    assert [row["name"] for row in told] == ["bad-duration"]
    assert (
        "hourz"
        in good.read_text("utf-8").replace("within: 2 h", "within: 2 hourz", 1).splitlines()[told[0]["line"] - 1]
    )
    shown = run("plan", "show", str(good), "--out", "plan.md", cwd=tmp_path)
    assert shown.returncode == 0
    assert "第一章" in (tmp_path / "plan.md").read_text("utf-8")
    if not cli.app.registered_commands:
        cli.discover()
    for name in ("plan.docx", "plan.pdf", "plan.html"):
        options = ["plan", "show", str(good), "--out", str(tmp_path / name), "--role", "cdc", "--language", "en"]
        written = CliRunner().invoke(cli.app, options, catch_exceptions=False)
        assert (written.exit_code, written.output) == (0, "")
    html = (tmp_path / "plan.html").read_text("utf-8")
    assert html.count("(contact-told)") == 1
    assert "what a disease control centre owes" in html
    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF")
    words = "\n".join(one.text for one in docx.Document(str(tmp_path / "plan.docx")).paragraphs)
    assert words.count("(contact-told)") == 1
    shown = run("plan", "show", str(good), "--out", "plan.xlsx", cwd=tmp_path)
    assert (shown.returncode, shown.stderr.count("\n")) == (2, 1)
    assert run("plan", "explain", "never-met", cwd=tmp_path).stdout.startswith("never-met\n")


@pytest.mark.parametrize(
    "content", [b"", b"\n \n", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfe\xd6\xd0", "预案".encode("gb18030")]
)
def test_unusable_files_are_one_line(tmp_path, content):
    (tmp_path / "file.yaml").write_bytes(content)
    told = run("plan", "check", "file.yaml", cwd=tmp_path)
    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.startswith("lianfang: file.yaml: ")
    assert told.stderr.count("\n") == 1


def test_derive_reads_files_and_writes_what_follows(tmp_path):
    facts = tmp_path / "facts"
    facts.mkdir()
    (facts / "areas.csv").write_text("code,parent,level\n2301,,county\n230101,2301,town\n13,,province\n", "utf-8")
    (facts / "units.csv").write_text("code,kind,area\nT,command,230101\n", "utf-8")
    (facts / "journey.csv").write_text(
        "id,subject,person,occurred_from,known_at,direction,origin,destination\n"
        "j1,p1,p1,2021-01-09T10:00+08:00,2021-01-09T02:00,arrival,13,230101\n", "utf-8",
    )  # fmt: skip
    pl.DataFrame(
        [{"id": "d", "occurred_from": datetime(2021, 1, 5, tzinfo=UTC), "about": "risk", "level": "high",
          "declared": "13", "counts_from": date(2020, 12, 25), "disease": "covid19"}]
    ).write_parquet(facts / "declaration.parquet")  # fmt: skip
    covid = str(files("lianfang.plans").joinpath("covid19_2020_county.yaml"))
    options = ("derive", "--plan", covid, "--facts", "facts", "--at", "2021-01-10T08:00+08:00", "--out", "out")
    told = run(*options, cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    duties = pl.read_parquet(tmp_path / "out" / "duties.parquet")
    assert duties["rule"].sort().to_list() == ["journey-home-observation", "journey-test"]
    assert duties["due"].unique().to_list() == [datetime(2021, 1, 10, 2, tzinfo=UTC)]
    assert duties["owed_by"].to_list() == ["T", "T"]
    edited = Path(covid).read_text("utf-8").replace("plan: covid19_2020_county", "plan: shorter", 1)
    start = edited.index("  test_evidence_length:")
    (tmp_path / "shorter.yaml").write_text(
        edited[:start].replace("journey-test:", "journey-tested:")
        + edited[start:].replace("journey-test:", "tested:", 1),
        "utf-8",
    )
    diff = ("plan", "diff", covid, "shorter.yaml")
    told = run(*diff, "--facts", "facts", "--at", "2021-01-10T08:00+08:00", "--out", "moved.csv", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    assert "不再承担：1项待办，1个对象" in told.stdout
    assert "新增：1项待办，1个对象" in told.stdout
    assert "所涉条款中不变：0项" in told.stdout
    moved = pl.read_csv(tmp_path / "moved.csv").select("change", "rule", "subject").rows()
    assert moved == [("gained", "tested", "p1"), ("lost", "journey-test", "p1")]
    assert "集中隔离新增0人、解除0人，风险等级不变；转红码0人，其中无医学依据0人。" in told.stdout
    assert {file.name for file in tmp_path.glob("moved*.csv")} == {"moved.csv", "moved-codes.csv", "moved-levels.csv"}
    told = run(*diff, "--facts", "facts", "--at", "2021-01-10T08:00+08:00", "--json", cwd=tmp_path)
    made = json.loads(told.stdout)
    assert [(row["change"], row["duties"], row["people"]) for row in made["figures"]["duties"]] == [
        ("gained", 1, 1), ("lost", 1, 1), ("moved", 0, 0),
    ]  # fmt: skip
    assert [row["rule"] for row in made["lists"]["duties"]] == ["tested", "journey-test"]
    assert made["summary"]["en"].startswith("0 more into central isolation, 0 released, no level moved;")
    told = run(*diff, "--language", "en", cwd=tmp_path)
    assert told.stdout.splitlines()[-1].startswith("Rules: 1 added, 1 removed, 0 changed.")
    told = run(*diff, "--facts", "facts", cwd=tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    (facts / "nonsense.csv").write_text("a\n1\n", "utf-8")
    told = run(*options, cwd=tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
