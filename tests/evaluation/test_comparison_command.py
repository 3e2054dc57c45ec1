"""``python -m knowledge.evaluation`` from the files to the report, on three entries."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from knowledge.evaluation.__main__ import main
from knowledge.evaluation.comparison import MATCHER

SEED = [
    {"id": "geyecai", "title": "隔夜菜会致癌", "phrasings": ["剩菜第二天不能吃"], "truth": "冷藏得当不会。"},
    {"id": "weibolu", "title": "微波炉加热的食物会致癌", "phrasings": ["微波炉有辐射"], "truth": "不会。"},
    {"id": "xigua", "title": "西瓜是打针催红的", "phrasings": ["打针西瓜"], "truth": "针眼会让西瓜烂掉。"},
]
QUESTIONS = [
    {"q": "昨晚那盘隔夜菜会不会致癌啊", "topic_id": "geyecai", "style": "question"},
    {"q": "打针西瓜", "topic_id": "xigua", "style": "short"},
]
NEGATIVES = [{"q": "明天下雨吗"}, {"q": "糖醋排骨怎么做"}]
IN_PROCESS = ("dense", "lexical", "dense+lexical", "BM25", "TF-IDF")
CONTRADICTIONS = [{"q_true": "隔夜菜会致癌吗", "q_false": "隔夜菜怎么炒好吃", "topic_id": "geyecai"}]


def write(file: Path, lines: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    seed = tmp_path / "seed"
    seed.mkdir()
    (seed / "knowledge.yml").write_text(yaml.safe_dump(SEED, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("XIAOCHEN_SEED_DIR", str(seed))
    monkeypatch.setenv("XIAOCHEN_VAR", str(tmp_path / "var"))
    for part in ("development", "final"):
        folder = tmp_path / "own" / part
        write(folder / "questions.jsonl", QUESTIONS)
        write(folder / "negatives_near.jsonl", NEGATIVES)
        write(folder / "contradictions.jsonl", CONTRADICTIONS)
    return tmp_path / "own"


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(main)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_every_system_is_measured_on_every_set_and_reported(own: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside / "kb.jsonl", [{"topic_id": "t1", "title": "隔夜菜会致癌", "answer": "", "url": ""}])
    write(outside / "questions.jsonl", [{"q": "隔夜菜致癌", "topic_id": "t1"}])
    figures, report = tmp_path / "out" / "figures.json", tmp_path / "out" / "evaluation.md"

    result = run(
        "--own", own, "--outside", outside, "--json", figures, "--report", report, "--commit", "abc1234",
        *(word for name in IN_PROCESS for word in ("--only", name)), "--only", "txtai",
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    sets = json.loads(figures.read_text(encoding="utf-8"))["sets"]
    assert set(sets) == {"own_development", "own_final", "outside"}
    for one in sets.values():
        assert set(one["systems"]) == {MATCHER, *IN_PROCESS}
        assert set(one["left_out"]) == {"txtai"}
        assert one["systems"][MATCHER]["answered_from"] is None
        assert one["systems"]["BM25"]["calibration_error"] is None
    share = sets["own_development"]["systems"][MATCHER]["shares"]["recall_at_1"]
    assert share == {"share": 1.0, "low": 1.0, "high": 1.0}
    words = report.read_text(encoding="utf-8")
    assert "abc1234" in words
    assert "Left out: txtai" in words
    assert "recall@1" in result.output


def test_without_outside_questions_it_says_so_and_goes_on(own: Path, tmp_path: Path) -> None:
    result = run("--own", own, "--outside", tmp_path / "none", "--part", "development", "--only", "BM25")

    assert result.exit_code == 0, result.output
    assert "no outside questions" in result.output


def test_a_malformed_own_line_is_named(own: Path, tmp_path: Path) -> None:
    write(own / "development" / "questions.jsonl", [{"q": "隔夜菜", "topic_id": "nobody"}])

    result = run("--own", own, "--outside", tmp_path / "none")

    assert result.exit_code == 1
    assert "questions.jsonl:1: topic_id 'nobody' is not in the content files" in result.stderr


def test_an_unknown_system_is_refused(own: Path) -> None:
    assert run("--own", own, "--only", "magic").exit_code == 2
