"""Messages as residents write them, with the places of personal data known: what masking is measured on.

The templates and names of ``masking_templates.yml`` come in rounds. To see how masking does on sentences it was not
written for, add a round and count before looking: it is then the held-back one.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from knowledge.masking import PersonalDataKind

_Write = Callable[[random.Random], str]
_FILE = Path(__file__).with_name("masking_templates.yml")
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
_IN_WORDS = str.maketrans("0123456789", "零一二三四五六七八九")
_IN_PHONE_WORDS = str.maketrans("0123456789", "零幺二三四五六七八九")


class Half(StrEnum):
    """Which templates and names: all rounds but the last, or the last."""

    DEVELOPMENT = "development"
    HELD_BACK = "held_back"


@dataclass(frozen=True, slots=True)
class Message:
    """A text and where personal data stands in it."""

    text: str
    truth: tuple[tuple[int, int, PersonalDataKind], ...]


@dataclass(frozen=True, slots=True)
class _Templates:
    """Sentences with and without personal data, names, and words for the slots."""

    personal: tuple[str, ...]
    harmless: tuple[str, ...]
    names: tuple[str, ...]
    words: dict[str, tuple[str, ...]]


@cache
def _templates(half: Half) -> _Templates:
    rounds: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    chosen = rounds[-1:] if half is Half.HELD_BACK else rounds[:-1]
    return _Templates(
        personal=tuple(sentence for one in chosen for sentence in one["personal"]),
        harmless=tuple(sentence for one in chosen for sentence in one["harmless"]),
        names=tuple(name for one in chosen for name in one["names"].split()),
        words={
            slot: tuple(word for one in chosen for word in one["words"][slot].split()) for slot in chosen[0]["words"]
        },
    )


def make_messages(half: Half, count: int, seed: int = 7) -> list[Message]:
    """``count`` messages, always the same for a seed: one to three sentences, most with personal data."""
    return [_Writer(half, random.Random(f"{half}-{seed}-{number}")).message() for number in range(count)]


class _Writer:
    def __init__(self, half: Half, rng: random.Random) -> None:
        self._rng = rng
        self._half = _templates(half)

    def message(self) -> Message:
        sentences = [self._rng.choice(self._half.personal)] if self._rng.random() < 0.75 else []
        sentences += self._rng.sample(self._half.harmless, self._rng.choice((0, 1, 1, 2) if sentences else (1, 2, 3)))
        if self._rng.random() < 0.25 and sentences[0] in self._half.personal:
            sentences.append(self._rng.choice(self._half.personal))
        self._rng.shuffle(sentences)
        text, truth = "", []
        for place, sentence in enumerate(sentences):
            text += self._between(text) if place else ""
            text = self._written(sentence, text, truth)
        return Message(text, tuple(truth))

    def _between(self, text: str) -> str:
        return self._rng.choice(("", "\n") if text[-1] in "。！？" else ("，", "。", "\n", " ", "！"))

    def _written(self, template: str, text: str, truth: list[tuple[int, int, PersonalDataKind]]) -> str:
        for literal, slot, _, _ in Formatter().parse(template):
            text += literal
            if slot is None:
                continue
            if slot in _PERSONAL:
                kind, write = _PERSONAL[slot]
                value = write(self._rng)
                truth.append((len(text), len(text) + len(value), kind))
            elif slot in ("name", "full_name", "surname"):
                value = self._name(slot)
                truth.append((len(text), len(text) + len(value), PersonalDataKind.NAME))
            else:
                value = _HARMLESS[slot](self._rng) if slot in _HARMLESS else self._rng.choice(self._half.words[slot])
            text += value
        return text

    def _name(self, slot: str) -> str:
        full = self._rng.choice(self._half.names)
        surname = full[:2] if len(full) == 4 else full[:1]
        if slot == "surname":
            return surname
        return full if slot == "full_name" or self._rng.random() < 0.6 else surname


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def _grouped(digits: str, *sizes: int, by: str) -> str:
    parts, position = [], 0
    for size in sizes:
        parts.append(digits[position : position + size])
        position += size
    return by.join(parts)


def _mobile(rng: random.Random) -> str:
    digits = "1" + rng.choice("3456789") + _digits(rng, 9)
    written = (
        digits,
        digits,
        _grouped(digits, 3, 4, 4, by=rng.choice(" -")),
        _grouped(digits, 3, 4, 4, by=" - "),
        "+86 " + digits,
        "+86-" + _grouped(digits, 3, 4, 4, by="-"),
        "86" + digits,
        digits.translate(FULL_WIDTH),
        digits.translate(_IN_WORDS if rng.random() < 0.5 else _IN_PHONE_WORDS),
        _grouped(digits.translate(_IN_PHONE_WORDS), 3, 4, 4, by=" "),
        digits[:3] + digits[3:7].translate(_IN_WORDS) + digits[7:],
        " ".join(digits),
        "\u200b".join((digits[:5], digits[5:])),
    )
    return rng.choice(written)


def _landline(rng: random.Random) -> str:
    area, number = rng.choice(("022", "010", "0315", "0371")), rng.choice("2568") + _digits(rng, 7)
    return rng.choice(
        (
            f"{area}-{number}",
            f"{area}{number}",
            f"（{area}）{number}",
            f"{area} {number[:4]} {number[4:]}",
            f"({area}){number}",
        )
    )


def _hotline(rng: random.Random) -> str:
    start, rest = rng.choice(("400", "400", "800")), "8" + _digits(rng, 6)
    return rng.choice(
        (start + rest, f"{start}-{rest[:3]}-{rest[3:]}", f"{start} {rest[:4]} {rest[4:]}", f"{start}-{rest}")
    )


def _identity(rng: random.Random) -> str:
    region = rng.choice(("120113", "110105", "130283", "370602", "410102", "512301"))
    date = f"{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    if rng.random() < 0.15:
        return f"{region}{rng.randint(30, 79)}{date}{_digits(rng, 3)}"
    start = f"{region}{rng.randint(1935, 2019)}{date}{_digits(rng, 3)}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    number = start + "10X98765432"[sum(int(d) * w for d, w in zip(start, weights, strict=True)) % 11]
    return rng.choice(
        (
            number,
            number,
            number.lower(),
            _grouped(number, 6, 8, 4, by=" "),
            _grouped(number, 6, 4, 4, 4, by=" "),
            _grouped(number, 6, 8, 4, by="-"),
            number.translate(FULL_WIDTH),
        )
    )


def _with_check_digit(digits: str) -> str:
    for check in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(digits + check)):
            value = int(digit) * (2 if place % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return digits + check
    raise AssertionError("some check digit fits")


def _card(rng: random.Random) -> str:
    start = rng.choice(("622202", "621700", "622848", "623052", "436742", "524094"))
    long = start.startswith("62") and rng.random() < 0.7
    number = _with_check_digit(start + _digits(rng, 12 if long else 9))
    return rng.choice(
        (number, number, _grouped(number, 4, 4, 4, 4, 3 if long else 0, by=" ").strip(), number.translate(FULL_WIDTH))
    )


def _plate(rng: random.Random) -> str:
    province, letter = rng.choice("津津津京冀鲁豫辽"), rng.choice("ABCDEFGHJKLM")
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    tail = rng.choice(
        (
            _digits(rng, 5),
            rng.choice(letters) + _digits(rng, 4),
            _digits(rng, 3) + rng.choice(letters) + _digits(rng, 1),
        )
    )
    if rng.random() < 0.3:
        tail = rng.choice("DF") + _digits(rng, 5) if rng.random() < 0.7 else _digits(rng, 5) + rng.choice("DF")
    between = rng.choice(("", "", "·", " ", "-", " · "))
    plate = f"{province}{letter}{between}{tail}"
    return plate.lower() if rng.random() < 0.15 else plate


def _email(rng: random.Random) -> str:
    user = rng.choice(("zhangxm", "li.na", "tj_wang", "food", "mama")) + _digits(rng, rng.randint(0, 5))
    host = rng.choice(("163.com", "qq.com", "126.com", "sina.com.cn", "gmail.com", "tju.edu.cn"))
    return f"{user}{rng.choice(('@', '@', '＠'))}{host}"


def _wechat(rng: random.Random) -> str:
    start = rng.choice(("xiaoming", "tj_mama", "chihuo", "beichen", "ayi-li", "momo_"))
    return start + _digits(rng, rng.randint(2, 6))


def _wxid(rng: random.Random) -> str:
    return "wxid_" + "".join(rng.choice("abcdefghijkmnpqrstuvwxyz0123456789") for _ in range(14))


def _qq(rng: random.Random) -> str:
    return rng.choice("123456789") + _digits(rng, rng.randint(6, 9))


def _door(rng: random.Random) -> str:
    building, entrance, floor, room = rng.randint(1, 48), rng.randint(1, 6), rng.randint(1, 18), rng.randint(1, 4)
    number = f"{floor}{room:02}"
    return rng.choice(
        (
            f"{building}号楼{entrance}单元{number}",
            f"{building}号楼{entrance}单元{number}室",
            f"{building}栋{number}",
            f"{building}号楼{entrance}门{number}",
            f"{building}号楼{number}室",
            f"{building}-{entrance}-{number}",
            f"{building}幢{entrance}单元",
            f"{building}号楼 {entrance}单元 {number}",
        )
    )


_PERSONAL: dict[str, tuple[PersonalDataKind, _Write]] = {
    "mobile": (PersonalDataKind.MOBILE, _mobile),
    "landline": (PersonalDataKind.LANDLINE, _landline),
    "hotline": (PersonalDataKind.HOTLINE, _hotline),
    "identity": (PersonalDataKind.IDENTITY, _identity),
    "card": (PersonalDataKind.BANK_CARD, _card),
    "plate": (PersonalDataKind.PLATE, _plate),
    "email": (PersonalDataKind.EMAIL, _email),
    "wechat": (PersonalDataKind.WECHAT, _wechat),
    "wxid": (PersonalDataKind.WECHAT, _wxid),
    "qq": (PersonalDataKind.QQ, _qq),
    "door": (PersonalDataKind.DOOR, _door),
    "house": (PersonalDataKind.DOOR, lambda rng: rng.choice((f"{rng.randint(1, 399)}号", f"{rng.randint(2, 60)}号院"))),
    "village_part": (
        PersonalDataKind.DOOR,
        lambda rng: rng.choice(
            (
                f"{rng.randint(1, 9)}组",
                f"{rng.randint(1, 6)}区{rng.randint(1, 20)}排{rng.randint(1, 20)}号",
                f"{rng.randint(1, 9)}队",
            )
        ),
    ),
}


def _batch(rng: random.Random) -> str:
    date = f"20{rng.randint(22, 26)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return rng.choice(
        (date, date + rng.choice("ABC") + _digits(rng, 2), "L" + date + _digits(rng, 3), date + _digits(rng, 2))
    )


_HARMLESS: dict[str, _Write] = {
    "gb": lambda rng: rng.choice(
        (
            "GB 2760-2024",
            "GB/T 19001-2016",
            "GB 2763-2021",
            "GB4806.7-2023",
            "GB 7718-2025",
            "GB/T 23346",
            "DB12/T 1234-2023",
            "NY/T 1056-2021",
            "GB 14880",
        )
    ),
    "price": lambda rng: rng.choice(
        (
            f"{rng.randint(1, 300)}.{rng.randint(0, 99):02}元",
            f"{rng.randint(2, 9999)}块",
            f"￥{rng.randint(1, 88888)}.00",
            f"{rng.randint(10000, 99999999)}元",
        )
    ),
    "batch": _batch,
    "date": lambda rng: rng.choice(
        (
            f"2026年{rng.randint(1, 12)}月{rng.randint(1, 28)}日",
            f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
            f"{rng.randint(1, 12)}月{rng.randint(1, 28)}号",
            f"2026.{rng.randint(1, 12)}.{rng.randint(1, 28)}",
        )
    ),
    "e_number": lambda rng: rng.choice(("E102", "E211", "E250", "E129", "E951", "INS 202")),
    "percent": lambda rng: f"{rng.randint(1, 99)}.{rng.randint(0, 9)}%",
    "barcode": lambda rng: "69" + _digits(rng, 11),
    "licence": lambda rng: rng.choice(("SC1" + _digits(rng, 13), "QS12" + _digits(rng, 10))),
    "business_licence": lambda rng: f"JY{rng.randint(1, 3)}12011{_digits(rng, 8)}",
    "weight": lambda rng: rng.choice(
        (
            f"{rng.randint(1, 999)}克",
            f"{rng.randint(1, 20)}.{rng.randint(0, 9)}公斤",
            f"{rng.randint(1, 9)}斤{rng.randint(1, 9)}两",
            f"{rng.randint(50, 2500)}毫升",
        )
    ),
    "dose": lambda rng: f"{rng.randint(1, 999)}.{rng.randint(0, 99):02}mg/kg",
    "article": lambda rng: f"第{rng.choice(('一百四十八', '三十四', '六十七', '55', '148'))}条",
    "order": lambda rng: rng.choice(("20", "30", "48")) + _digits(rng, 17),
    "credit_code": lambda rng: "91120113MA0" + _digits(rng, 6) + "X",
    "count": lambda rng: f"{rng.randint(2, 9999)}批次",
}
