"""The benchmark command: small sizes, every table, nothing about the machine that names it."""

import json
import platform
from pathlib import Path

import numpy as np
import pytest
from typer import Typer
from typer.testing import CliRunner

from knowledge.benchmark import __main__ as command
from knowledge.benchmark import matching, phrasings, searching
from knowledge.benchmark.phrasings import PHRASINGS_PER_ENTRY, make_entries, make_entry
from knowledge.benchmark.timing import latency_of
from knowledge.benchmark.vectors import COSINE_TO_TOPIC, Spread, make_queries, make_rows
from tests.fakes import HashEncoder


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Typer:
    monkeypatch.setattr(command, "load_encoder", lambda _: HashEncoder())
    for module, name in (
        (searching, "QUERIES"),
        (searching, "SINGLE_ROUNDS"),
        (searching, "BATCH_ROUNDS"),
        (matching, "QUESTIONS"),
        (matching, "MESSAGES"),
        (matching, "PUBLICATIONS"),
    ):
        monkeypatch.setattr(module, name, 3)
    program = Typer()
    program.command()(command.main)
    return program


def test_the_command_writes_every_table_and_figure(benchmark: Typer, tmp_path: Path) -> None:
    figures, report = tmp_path / "out.json", tmp_path / "out.md"

    result = CliRunner().invoke(
        benchmark, ["--sizes", "50,300", "--phrasings", "100", "--json", str(figures), "--report", str(report)]
    )

    assert result.exit_code == 0, result.output
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert [(one["rows"], one["spread"]) for one in written["flat"]] == [
        (50, "clustered"),
        (50, "unclustered"),
        (300, "clustered"),
        (300, "unclustered"),
    ]
    assert {kind["kind"] for kind in written["kinds"]} == {
        "sq8",
        "sq8, best compared exactly",
        "ivf, 16 lists read",
        "ivf, 64 lists read",
        "hnsw",
    }
    assert all(kind["recall_at_1"] == 1 for kind in written["kinds"] if "exactly" in kind["kind"])
    assert written["matching"][0]["entries"] == 100 // PHRASINGS_PER_ENTRY
    text = report.read_text(encoding="utf-8")
    for heading in ("Flat search, one query", "queries at once", "Kinds of index", "Matching one", "Publishing one"):
        assert heading in text
    assert platform.node() not in text


@pytest.mark.parametrize("sizes", ["many", "1000,x", "-5", "3"])
def test_sizes_that_are_none_are_refused_with_a_sentence(benchmark: Typer, sizes: str) -> None:
    result = CliRunner().invoke(benchmark, ["--sizes", sizes])

    assert result.exit_code == 2
    assert "Invalid value" in result.output


@pytest.mark.parametrize("spread", Spread)
def test_made_vectors_are_units_and_always_the_same(spread: Spread) -> None:
    rows = make_rows(500, spread)

    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.array_equal(rows, make_rows(500, spread))
    assert np.array_equal(make_queries(rows, 5, spread), make_queries(rows, 5, spread))


def test_clustered_vectors_of_one_topic_are_near_each_other() -> None:
    rows = make_rows(1000, Spread.CLUSTERED)

    # Rows of one topic are as many apart as there are topics.
    assert float((rows[:100] * rows[100:200]).sum(axis=1).mean()) == pytest.approx(COSINE_TO_TOPIC**2, abs=0.05)


def test_made_entries_are_always_the_same_and_the_new_one_is_none_of_them() -> None:
    entries = make_entries(200)

    assert entries == make_entries(200)
    assert len(entries) == 20
    assert all(len(entry.phrasings) + 1 == PHRASINGS_PER_ENTRY for entry in entries)
    assert make_entry(3) not in entries
    assert make_entry(3).entry_id not in {entry.entry_id for entry in entries}
    assert len(phrasings.make_questions(7)) == 7
    messages = phrasings.make_messages(3, 500)
    assert [len(message) for message in messages] == [500] * 3
    assert len(set(messages)) == 3


def test_the_slow_end_is_the_ninety_fifth_of_a_hundred() -> None:
    latency = latency_of([float(number) for number in range(100, 0, -1)])

    assert (latency.calls, latency.median_ms, latency.p95_ms) == (100, 50.5, 96.0)
