"""`evaluate` as a city with its own questions would run it."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from api.cli.evaluate import evaluate

KB = [
    {"topic_id": "t1", "title": "隔夜菜会致癌", "answer": "冷藏得当不会。", "url": "https://example.com"},
    {"topic_id": "t2", "title": "微波炉加热的食物会致癌", "answer": "", "url": "", "variants": ["微波炉有辐射"]},
]
QUESTIONS = [{"q": "隔夜菜致癌吗", "topic_id": "t1", "style": "qa"}, {"q": "微波炉有辐射吗", "topic_id": "t2"}]
NEGATIVES = [{"q": "明天下雨吗"}]
CONTRADICTIONS = [{"q_true": "隔夜菜会致癌吗", "q_false": "隔夜菜怎么炒好吃", "topic_id": "t1"}]


def write(file: Path, lines: list[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return file


def run(*arguments: str | Path) -> Result:
    app = typer.Typer()
    app.command()(evaluate)
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "kb": write(tmp_path / "kb.jsonl", KB),
        "questions": write(tmp_path / "questions.jsonl", QUESTIONS),
        "negatives": write(tmp_path / "negatives_far.jsonl", NEGATIVES),
        "contradictions": write(tmp_path / "contradictions.jsonl", CONTRADICTIONS),
    }


def test_figures_have_the_agreed_form(files: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out" / "figures.json"

    result = run(
        "--kb", files["kb"], "--questions", files["questions"], "--negatives", files["negatives"],
        "--negatives", write(tmp_path / "more.jsonl", NEGATIVES), "--contradictions", files["contradictions"],
        "--json", out,
    )  # fmt: skip

    assert result.exit_code == 0, result.output
    figures = json.loads(out.read_text(encoding="utf-8"))
    # The form that was agreed, to the key: others read these files.
    assert set(figures) == {"matcher", "baselines", "latency_ms", "encoder", "revision"}
    assert set(figures["baselines"]) == {"bm25"}
    assert set(figures["latency_ms"]) == {"median", "p95"}
    questions = {
        "n", "recall_at_1", "recall_at_3", "mrr_at_10", "answered", "clarified", "clarified_hit", "wrong_when_answered",
    }  # fmt: skip
    for system in (figures["matcher"], figures["baselines"]["bm25"]):
        assert set(system) == {"questions", "negatives", "contradictions", "by_style"}
        assert set(system["questions"]) == questions
        assert set(system["negatives"]) == {"negatives_far", "more"}
        assert set(system["negatives"]["more"]) == {"n", "answered", "clarified"}
        assert set(system["contradictions"]) == {"n", "accuracy"}
        assert system["contradictions"]["n"] == 1
        assert set(system["by_style"]) == {"qa"}
        assert set(system["by_style"]["qa"]) == questions
    assert figures["matcher"]["questions"]["recall_at_1"] == 1.0
    assert "recall@1" in result.output


def test_questions_alone_are_enough(files: dict[str, Path]) -> None:
    assert run("--kb", files["kb"], "--questions", files["questions"]).exit_code == 0


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{not json", "not JSON"),
        ('["q"]', "not a JSON object"),
        ('{"topic_id": "t1"}', "q is missing"),
        ('{"q": 5, "topic_id": "t1"}', "q must be a text"),
        ('{"q": " ", "topic_id": "t1"}', "q is empty"),
        ('{"q": "隔夜菜", "topic_id": "t9"}', "'t9' is not in kb.jsonl"),
        ('{"q": "隔夜菜", "topic_id": "t1", "style": 3}', "style must be a text"),
    ],
)
def test_a_malformed_line_is_named_with_file_and_number(files: dict[str, Path], line: str, reason: str) -> None:
    good = json.dumps(QUESTIONS[0], ensure_ascii=False)
    files["questions"].write_text(f"{good}\n\n{line}\n", encoding="utf-8")

    result = run("--kb", files["kb"], "--questions", files["questions"])

    assert result.exit_code == 1
    assert f"{files['questions']}:3: " in result.stderr
    assert reason in result.stderr


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"topic_id": "t1", "title": "又一次"}, "used twice"),
        ({"topic_id": "t3", "title": "好", "variants": "不是列表"}, "variants must be a list"),
        ({"topic_id": "t3", "title": "好", "answer": 7}, "answer must be a text"),
        ({"title": "没有编号"}, "topic_id is missing"),
    ],
)
def test_a_malformed_knowledge_line_is_named(files: dict[str, Path], line: dict[str, Any], reason: str) -> None:
    write(files["kb"], [*KB, line])

    result = run("--kb", files["kb"], "--questions", files["questions"])

    assert result.exit_code == 1
    assert f"{files['kb']}:3: " in result.stderr
    assert reason in result.stderr


def test_bytes_that_are_no_text_are_named(files: dict[str, Path]) -> None:
    files["negatives"].write_bytes(b'{"q": "\xff\xfe"}\n')

    result = run("--kb", files["kb"], "--questions", files["questions"], "--negatives", files["negatives"])

    assert result.exit_code == 1
    assert f"{files['negatives']}:1: not UTF-8" in result.stderr


def test_a_file_with_a_byte_order_mark_is_read(files: dict[str, Path]) -> None:
    files["negatives"].write_bytes(b"\xef\xbb\xbf" + files["negatives"].read_bytes())

    result = run("--kb", files["kb"], "--questions", files["questions"], "--negatives", files["negatives"])

    assert result.exit_code == 0
