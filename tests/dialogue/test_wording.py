"""The words of the talk: kind, plain, and safe to say."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
RESPONSES = yaml.safe_load((ROOT / "bot/domain/responses.yml").read_text(encoding="utf-8"))["responses"]
CHOICE = re.compile(
    r"ask:.+|none_of_these:|consent:(yes|no|skip)"
    r"|where_seen:(wechat_group|moments|short_video|website|offline|other|skip)"
)


def variants() -> Iterator[tuple[str, dict[str, object]]]:
    for name, several in RESPONSES.items():
        for variant in several:
            yield name, variant


@pytest.mark.parametrize(("name", "variant"), list(variants()))
def test_a_response_is_plain_chinese_without_shouting(name: str, variant: dict[str, object]) -> None:
    text = str(variant["text"])
    assert text.strip(), name
    assert not re.search("[!！]", text), name
    assert re.search("[一-鿿]", re.sub(r"{\w+}", "", text)), name
    # Rasa would send what follows a blank line as a message of its own, without the buttons.
    assert "\n\n" not in text, name


@pytest.mark.parametrize(("name", "variant"), list(variants()))
def test_a_button_sends_a_choice_the_api_knows(name: str, variant: dict[str, object]) -> None:
    for button in variant.get("buttons", []):  # type: ignore[attr-defined]
        assert button["title"], name
        assert CHOICE.fullmatch(button["payload"]), name


@pytest.mark.parametrize(
    "name", [name for name in RESPONSES if any("{verdict}" in v["text"] for v in RESPONSES[name])]
)
def test_a_verdict_is_said_after_the_quoted_claim(name: str) -> None:
    for variant in RESPONSES[name]:
        assert 0 <= variant["text"].find("“{title}”") < variant["text"].find("{verdict}")


def test_the_variants_of_a_response_use_the_same_variables() -> None:
    for name, several in RESPONSES.items():
        assert len({frozenset(re.findall(r"{(\w+)}", variant["text"])) for variant in several}) == 1, name


def test_an_unknown_claim_is_not_to_be_forwarded_and_has_a_query_code() -> None:
    for name in ("utter_unmatched", "utter_unmatched_joined", "utter_none_of_these"):
        assert "不要转发" in RESPONSES[name][0]["text"]
        assert "{query_code}" in RESPONSES[name][0]["text"]


def test_an_emergency_names_120_and_forbids_vomiting_by_force() -> None:
    for name in ("utter_emergency", "utter_emergency_poison"):
        assert "120" in RESPONSES[name][0]["text"]
        assert "催吐" in RESPONSES[name][0]["text"]
    assert "停止吃" in RESPONSES["utter_emergency"][0]["text"]


def test_both_questions_of_the_report_can_be_skipped() -> None:
    for name, skip in (("utter_ask_where_seen", "where_seen:skip"), ("utter_ask_consent", "consent:skip")):
        assert skip in [button["payload"] for button in RESPONSES[name][0]["buttons"]]
