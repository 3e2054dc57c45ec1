from pathlib import Path

import pytest

from actions.turn import Choice, Reply
from api.dialogue.responses import ResponseBook

BOOK = """
version: "3.1"
responses:
  utter_two:
    - text: "关于“{title}”：{truth}"
      buttons:
        - title: 为什么
          payload: "ask:为什么"
    - text: 另一种说法
  utter_clarify:
    - text: 是哪一条
      buttons:
        - title: 都不是
          payload: "none_of_these:"
"""


@pytest.fixture
def book(tmp_path: Path) -> ResponseBook:
    path = tmp_path / "responses.yml"
    path.write_text(BOOK, encoding="utf-8")
    return ResponseBook.load(path)


def test_variables_are_filled_once_so_braces_in_values_stay(book: ResponseBook) -> None:
    message = book.render(Reply("utter_two", {"title": "{truth}", "truth": "真话"}))
    assert message.text == "关于“{truth}”：真话"
    assert message.choices == (Choice("为什么", "ask:为什么"),)


def test_none_of_these_comes_after_the_entries_it_refuses(book: ResponseBook) -> None:
    message = book.render(Reply("utter_clarify", choices=(Choice("隔夜菜", "entry:geye-cai"),)))
    assert [choice.choice for choice in message.choices] == ["entry:geye-cai", "none_of_these:"]


def test_a_payload_names_the_kind(book: ResponseBook) -> None:
    message = book.render(Reply("utter_clarify", payload={"kind": "receipt", "query_code": "ABCD-2345"}))
    assert message.as_json() == {
        "kind": "receipt",
        "text": "是哪一条",
        "query_code": "ABCD-2345",
        "choices": [{"title": "都不是", "choice": "none_of_these:"}],
    }


def test_a_response_without_words_is_named_at_start(tmp_path: Path) -> None:
    path = tmp_path / "responses.yml"
    path.write_text("responses:\n  utter_empty:\n    - image: x\n", encoding="utf-8")
    with pytest.raises(ValueError, match="utter_empty"):
        ResponseBook.load(path)
