import pytest

from api.dialogue.choices import InvalidChoice, parse_choice


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ("where_seen:wechat_group", '/inform_where_seen{"where_seen": "wechat_group"}'),
        ("where_seen:skip", '/inform_where_seen{"where_seen": "skip"}'),
        ("consent:yes", '/inform_consent{"consent": "yes"}'),
        ("entry:geye-cai", '/show_entry{"entry_id": "geye-cai"}'),
        ("none_of_these:", "/none_of_these"),
        ("ask:隔夜菜真的致癌吗", "隔夜菜真的致癌吗"),
    ],
)
def test_a_button_becomes_what_rasa_takes_for_granted(choice: str, message: str) -> None:
    assert parse_choice(choice).as_rasa_message() == message


@pytest.mark.parametrize(
    "choice",
    [
        "",
        "where_seen",
        "where_seen:moon",
        "consent:maybe",
        'entry:x"}/restart{"a":"b',
        "entry:",
        f"entry:{'a' * 81}",
        "none_of_these:x",
        "restart:",
        "ask:",
        "ask:/",
        f"ask:{'长' * 201}",
    ],
)
def test_what_no_button_sends_is_refused(choice: str) -> None:
    with pytest.raises(InvalidChoice):
        parse_choice(choice)


def test_a_command_cannot_be_smuggled_in_a_question_button() -> None:
    assert parse_choice("ask:/restart").as_rasa_message() == "restart"
