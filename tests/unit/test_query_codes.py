"""Query codes survive how people write them down."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.emerging.query_codes import ALPHABET, LENGTH, new_code, shown_code, stored_code

CODES = st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH)


def test_a_new_code_uses_no_character_that_looks_like_another() -> None:
    drawn = "".join(new_code() for _ in range(500))
    assert not set(drawn) & set("0O1IL")
    assert set(drawn) <= set(ALPHABET)


def test_a_new_code_holds_a_digit_so_that_it_is_no_word() -> None:
    assert all(any(character.isdigit() for character in new_code()) for _ in range(500))


def test_a_code_is_shown_in_two_halves() -> None:
    assert shown_code("ABCD2345") == "ABCD-2345"


@given(CODES)
def test_a_code_is_understood_however_it_is_typed(code: str) -> None:
    shown = shown_code(code)
    full_width = "".join(chr(ord(character) + 0xFEE0) for character in shown)
    for typed in (
        shown,
        shown.lower(),
        code,
        f" {shown[:4]} {shown[5:]} ",
        shown.replace("-", "—"),
        full_width,
    ):
        assert stored_code(typed) == code


@given(st.text(max_size=20))
def test_what_is_no_code_is_refused(text: str) -> None:
    code = stored_code(text)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))


def test_a_code_with_a_confusable_character_is_none() -> None:
    assert stored_code("ABCD-2340") is None
