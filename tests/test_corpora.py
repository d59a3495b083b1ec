"""The annotated corpora that the detectors of text were written with, and their scorer, which can fail."""

import json
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))
import corpora  # the scorer is a script beside the package

DEV = pytest.mark.parametrize("kind", corpora.KINDS)


@DEV
def test_a_corpus_is_large_and_mixed_and_its_ids_are_unique(kind):
    rows = corpora.read_rows(kind, "dev")
    scoring = corpora.load_scoring(kind)
    labels = [row["label"] for row in rows]
    assert len(rows) >= 70
    assert {type(label) for label in labels} == {type(scoring.POSITIVE)}
    assert set(labels) == {scoring.POSITIVE, scoring.NEGATIVE}
    assert 4 * labels.count(scoring.POSITIVE) >= len(rows)
    assert len({row["id"] for row in rows}) == len(rows)


@DEV
def test_the_detector_agrees_with_the_annotators(kind):
    found = corpora.measure(kind, corpora.read_rows(kind, "dev"))
    assert found["tp"] + found["fp"] + found["fn"] + found["tn"] == found["rows"]
    assert found["precision"] >= 0.99, found["false_alarms"]
    assert found["recall"] >= 0.95, found["missed"]


@DEV
def test_a_corpus_with_its_labels_swapped_fails(kind):
    scoring = corpora.load_scoring(kind)
    other = {scoring.POSITIVE: scoring.NEGATIVE, scoring.NEGATIVE: scoring.POSITIVE}
    found = corpora.measure(
        kind, [{**row, "label": other[row["label"]]} for row in corpora.read_rows(kind, "dev")[:70]]
    )
    assert (found["precision"] or 0) < 0.1
    assert found["recall"] < 0.1
    assert found["missed"]


@DEV
@pytest.mark.parametrize(
    "change", [{"label": "perhaps"}, {"label": None}, {"label": 1}, {"subject": None}, {"context": None, "to": None}]
)
def test_a_row_that_cannot_be_judged_is_an_error(kind, change):
    rows = corpora.read_rows(kind, "dev")[:3]
    with pytest.raises(corpora.UnjudgedError, match=rows[1]["id"]):
        corpora.measure(kind, [rows[0], {**rows[1], **change}, rows[2]])


@DEV
def test_no_rows_and_doubled_ids_are_errors(kind):
    rows = corpora.read_rows(kind, "dev")[:2]
    for wrong in ([], [rows[0], rows[0]]):
        with pytest.raises(corpora.UnjudgedError):
            corpora.measure(kind, wrong)


def test_a_torn_line_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(corpora, "CORPORA", tmp_path)
    for text in ('{"id": "a"', "[]", '{"label": true}'):
        (tmp_path / "flow_dev.jsonl").write_text(f"{text}\n", encoding="utf-8")
        with pytest.raises(corpora.UnjudgedError, match="line 1"):
            corpora.read_rows("flow", "dev")


def test_the_script_writes_what_it_measured_and_keeps_other_kinds(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(corpora, "RESULTS", tmp_path)
    (tmp_path / "corpora-dev.json").write_text('{"injection_obeyed": {"rows": 1}}', encoding="utf-8")
    assert corpora.main(["--part", "dev", "flow"]) == 0
    written = json.loads((tmp_path / "corpora-dev.json").read_text(encoding="utf-8"))
    assert set(written) == {"flow", "injection_obeyed"}
    assert written["flow"]["versions"]["agentsim"]
    assert len(written["flow"]["corpus_sha256"]) == 64
    assert "flow" in capsys.readouterr().out


def test_the_script_fails_and_writes_nothing_when_a_row_cannot_be_judged(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(corpora, "RESULTS", tmp_path)
    monkeypatch.setattr(corpora, "CORPORA", tmp_path)
    (tmp_path / "flow_dev.jsonl").write_text('{"id": "x-1", "label": "leak"}\n', encoding="utf-8")
    assert corpora.main(["flow"]) == 1
    assert "x-1" in capsys.readouterr().err
    assert corpora.main(["false_claim"]) == 1
    assert not (tmp_path / "corpora-dev.json").exists()
