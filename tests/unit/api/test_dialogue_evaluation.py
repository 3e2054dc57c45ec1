"""Comparing chat and check, without either."""

from pathlib import Path
from typing import Any

import pytest

from api.dialogue_evaluation import __main__ as command
from api.dialogue_evaluation.comparing import (
    Said,
    Turn,
    figures,
    intent_figures,
    said_by_check,
    said_in_chat,
    understood,
)
from api.dialogue_evaluation.texts import held_back_messages, own_texts
from knowledge.evaluation.data_sets import Part

CARD = {"kind": "card", "text": "…", "card": {"entry_id": "geyecai"}}
CHOICES = {"kind": "text", "text": "?", "choices": [{"title": "t", "choice": "entry:a"}]}


@pytest.mark.parametrize(
    ("messages", "recorded", "said"),
    [
        ([{"kind": "text", "text": "您说得对"}, CARD], "answer", Said("answer", "geyecai")),
        ([{"kind": "emergency", "text": "120"}], "emergency", Said("emergency")),
        ([CHOICES], "clarify", Said("clarify")),
        ([{"kind": "receipt", "text": "已记录", "query_code": "AB"}], "unmatched", Said("unmatched")),
        ([{"kind": "text", "text": "我只懂食品安全"}], "unmatched", Said("unmatched")),
        ([{"kind": "text", "text": "您好"}], None, Said("words only")),
        # The check found an answer, but the resident saw none: that is a difference.
        ([{"kind": "text", "text": "您好"}], "answer", Said("words only")),
    ],
)
def test_a_chat_reply_is_read_as_a_resident_reads_it(
    messages: list[dict[str, Any]], recorded: str | None, said: Said
) -> None:
    assert said_in_chat(messages, recorded) == said


def test_small_talk_is_unmatched_unless_a_report_is_lost() -> None:
    words = [{"kind": "text", "text": "我只懂食品安全"}]

    assert said_in_chat(words, None, "out_of_scope") == Said("unmatched")
    assert said_in_chat(words, None, "out_of_scope", is_reportable=True) == Said("words only")
    assert said_in_chat(words, None, "ask_group") == Said("words only")


def test_a_check_reply_is_its_outcome_and_first_card() -> None:
    assert said_by_check({"outcome": "answer", "cards": [CARD["card"]]}) == Said("answer", "geyecai")
    assert said_by_check({"outcome": "unmatched", "cards": []}) == Said("unmatched")


def turn(group: str, chat: Said) -> Turn:
    return Turn(group, "隔夜菜", Said("answer", "a"), chat, "greet", "rasa")


def test_differences_are_counted_and_only_quoted_where_allowed() -> None:
    turns = [
        turn("development questions", Said("answer", "a")),
        turn("development questions", Said("answer", "b")),
        turn("final negatives_far", Said("words only")),
        turn("final negatives_far", Said("words only")),
    ]

    result = figures(turns, [], frozenset({"development questions"}))

    assert result["equal"] == 0.5
    assert result["equal_by_set"] == {"development questions": 0.5, "final negatives_far": 0.0}
    assert [one.get("text") for one in result["different"]] == ["隔夜菜", None, None]
    assert result["different"][1]["chat"] == "words only"
    assert {line["chat"] for line in result["different_by_kind"]} == {"answer", "words only"}
    assert result["direct_mode"] == 0


def test_intents_have_recall_and_precision_and_the_fallback_is_a_check() -> None:
    heard = [understood("greet", "greet"), understood("greet", "nlu_fallback"), understood("check_claim", None)]

    assert intent_figures(heard) == {
        "greet": {"n": 2, "recall": 0.5, "precision": 1.0},
        "check_claim": {"n": 1, "recall": 1.0, "precision": 0.5},
    }


def test_held_back_messages_lose_their_marks(tmp_path: Path) -> None:
    file = tmp_path / "nlu.yml"
    file.write_text(
        "nlu:\n  - intent: ask_group\n    examples: |\n      - 那[孕妇](group)呢\n"
        '      - 老人[家]{"entity": "group"}呢\n'
        "  - lookup: food\n    examples: |\n      - 西瓜\n",
        encoding="utf-8",
    )

    assert list(held_back_messages([file])) == [("ask_group", "那孕妇呢"), ("ask_group", "老人家呢")]


def test_own_texts_are_questions_and_negatives_of_the_parts(tmp_path: Path) -> None:
    folder = tmp_path / "development"
    folder.mkdir()
    (folder / "questions.jsonl").write_text('{"q": "隔夜菜", "topic_id": "a"}\n', encoding="utf-8")
    (folder / "negatives_far.jsonl").write_text('{"q": "下雨"}\n', encoding="utf-8")

    assert list(own_texts(tmp_path, [Part.DEVELOPMENT])) == [
        ("development questions", "隔夜菜"),
        ("development negatives_far", "下雨"),
    ]


def test_a_product_that_does_not_run_is_one_sentence_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOCHEN_VAR", str(tmp_path))
    monkeypatch.setenv("XIAOCHEN_PORT", "9")
    monkeypatch.setattr("sys.argv", ["dialogue_evaluation"])

    assert command.main() == 1
    assert capsys.readouterr().err.strip() == (
        "dialogue evaluation: the api does not answer (ConnectError); start it with make run"
    )
