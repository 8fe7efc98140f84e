from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from legation.cli.main import app

TEXT = "The foreign minister of France met his German counterpart in Berlin on Monday and said that the talks with Iran had failed."


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), input=given)


@pytest.mark.parametrize("command", [[], ["read"], ["bench"], ["bench", "record"], ["schema"], ["codebook"], ["doctor"], ["train"]])
def test_help_teaches(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_read_from_standard_input() -> None:
    result = run("read", "-", "--date", "2006-12-04", "--format", "json", given=TEXT)
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert record["date"] == "2006-12-04"
    assert any(e["trigger"] == "met" for e in record["events"])


def test_output_folder_resumes_and_counts_what_was_set_aside(tmp_path: Path) -> None:
    stories = tmp_path / "s.jsonl"
    stories.write_text(
        json.dumps({"id": "a", "text": TEXT})
        + "\nbroken\n"
        + json.dumps(
            {"id": "fr", "text": "Le ministre des affaires étrangères a dit lundi que les entretiens avec ses homologues avaient échoué."}
        )
        + "\n",
        "utf8",
    )
    aside = tmp_path / "aside.jsonl"
    result = run("read", str(stories), "--output", str(tmp_path / "out"), "--aside", str(aside))
    assert result.exit_code == 3
    assert "s.jsonl:2" in result.output
    first = (tmp_path / "out" / "a.json").read_bytes()
    reasons = [json.loads(line) for line in aside.read_text("utf8").splitlines()]
    assert [r["line"] for r in reasons] == [2, 3]
    assert "English" in reasons[1]["reason"]
    before = (tmp_path / "out" / "a.json").stat().st_mtime_ns
    assert run("read", str(stories), "--output", str(tmp_path / "out")).exit_code == 3
    assert (tmp_path / "out" / "a.json").stat().st_mtime_ns == before
    assert run("read", str(stories), "--output", str(tmp_path / "out"), "--no-resume").exit_code == 3
    assert (tmp_path / "out" / "a.json").read_bytes() == first


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "html"])
def test_every_format(form: str) -> None:
    result = run("read", "--sample", "--limit", "2", "--quiet", "--format", form)
    assert result.exit_code == 0
    assert "sample-0" in result.stdout or "Cyprus" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["read", "nowhere.txt"], 3, "nowhere.txt"),
        (["read", "--sample", "x.txt"], 2, "--sample"),
        (["read", "-", "--date", "31 February"], 2, "YYYY-MM-DD"),
        (["read", "-", "--format", "docx"], 2, "docx"),
    ],
)
def test_bad_use_is_explained(arguments: list[str], code: int, said: str) -> None:
    result = run(*arguments, given=TEXT)
    assert result.exit_code == code
    assert said in result.output


def test_schema_and_codebook_and_doctor() -> None:
    assert "properties" in json.loads(run("schema").stdout) or "$defs" in json.loads(run("schema").stdout)
    shown = run("codebook").stdout
    assert "CONSULT" in shown
    assert "conditional" in shown
    assert "all well" in run("doctor").stdout


def test_bench_record_prints_the_object_on_the_last_line(tmp_path: Path) -> None:
    out = tmp_path / "gold"
    source = tmp_path / "s.jsonl"
    source.write_text(json.dumps({"id": "a", "text": TEXT, "date": "2006-12-04"}) + "\n", "utf8")
    assert run("read", str(source), "--output", str(out)).exit_code == 0
    result = run("bench", "record", str(out), str(source), "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[-1])["event"] == 1.0
