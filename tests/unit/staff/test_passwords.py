"""What is asked of a password, and how it is kept."""

import pytest

from knowledge.staff import passwords


@pytest.mark.parametrize(
    ("password", "part_of_the_complaint"),
    [
        ("Ab3-efgh9", "至少要 10 个字符"),
        ("abcdefghij", "三种"),
        ("abcdef12345", "三种"),
        ("x" * 201, "最长 200"),
        ("Li-张编辑-2026-x", "姓名"),
        ("aB1" * 4, "重复"),
        ("Password123!", "太常见"),
        ("P@ssw0rd2026", "太常见"),
        ("Woaini1314!!", "太常见"),
        ("Beichen@2026", "太常见"),
        ("1qaz2wsx!QAZ2WSX", "太常见"),
        ("Xiaochen@123456", "太常见"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password: str, part_of_the_complaint: str) -> None:
    complaint = passwords.complaint_about(password, "张编辑")
    assert complaint is not None
    assert part_of_the_complaint in complaint


@pytest.mark.parametrize(
    "password", ["Rtu8-kmwq2", "mai cai hui jia zuo fan", "苹果香蕉西瓜葡萄Aa1", "k7m9-x2pq-w3ht-z8nd"]
)
def test_a_strong_password_or_a_long_phrase_is_good(password: str) -> None:
    assert passwords.complaint_about(password, "张编辑") is None


def test_a_hash_fits_its_password_only_and_is_salted() -> None:
    first, second = passwords.hash_password("Rtu8-kmwq2"), passwords.hash_password("Rtu8-kmwq2")
    assert first != second
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.is_password_of("Rtu8-kmwq2", first)
    assert not passwords.is_password_of("Rtu8-kmwq3", first)
    assert passwords.is_one_of("Rtu8-kmwq2", [passwords.hash_password("something else"), second])


def test_no_password_fits_an_account_without_one() -> None:
    assert not passwords.is_password_of("", None)
    assert not passwords.is_password_of("anything", None)
    assert not passwords.is_password_of("anything", "not a hash")


def test_temporary_passwords_satisfy_the_rules_and_never_repeat() -> None:
    made = {passwords.make_temporary_password() for _ in range(200)}
    assert len(made) == 200
    assert [word for word in made if passwords.complaint_about(word, "张编辑")] == []
