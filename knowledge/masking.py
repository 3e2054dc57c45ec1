"""Taking personal data out of a text before it is written anywhere.

Numbers that identify a person are replaced by what they were, e.g. ``〔手机号〕``. Quantities, years,
standards, batch numbers, bar codes and the short public numbers (12315, 12345, 120) stay.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

_SEPARATOR = r"[ \-]{1,3}"
# A decimal fraction is not a telephone number; "1.138…" in a numbered list is.
_BEGINS = r"(?<![0-9])(?<!(?<![0-9])0\.)"
_ENDS = r"(?![0-9])"
_COUNTRY = r"(?:(?:\+|00)?86[ \-]?)?"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_SUBSCRIBER = r"[2-9][0-9]{2,3}[ \-]?[0-9]{4}"
# An amount may happen to have eleven digits; nobody writes a unit after a telephone number.
_NO_UNIT = r"(?!\ ?(?:元|万|亿|吨|公斤|千克|毫克|克|毫升|升|批|千卡|大卡|%))"
_WORD_DIGIT = "[一二三四五六七八九零〇幺]"
_DATE = r"(?:0[1-9]|1[0-2])[ \-]?(?:0[1-9]|[12][0-9]|3[01])"
_WECHAT = r"(?:微信|薇信|威信|v信|(?<![a-z.])(?:wechat|weixin|[vw]x))"
_NAME_ENDS = r"(?![a-z0-9_\-.@])"


def _spelled(groups: str) -> str:
    """Digits in groups of these sizes, apart by a space or hyphen: ``"344"`` for 138 0013 8000."""
    return _SEPARATOR.join(rf"[0-9]{{{size}}}" for size in groups)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.VERBOSE)


_GROUPED_MOBILE = "|".join(_spelled(groups) for groups in ("344", "335", "443", "38", "74"))
# Single digits in a row are a telephone number only when there are no more of them.
_SINGLE_DIGITS = rf"{_spelled('1' * 11)}(?!{_SEPARATOR}[0-9])"
_MOBILE = _pattern(
    rf"""{_BEGINS}{_COUNTRY}(?=1[ \-]?[3-9])
    (?: [0-9]{{11}} | {_GROUPED_MOBILE} | {_SINGLE_DIGITS} | [0-9]{{3}}\.[0-9]{{4}}\.[0-9]{{4}} )
    {_ENDS}{_NO_UNIT}"""
)
_MOBILE_IN_WORDS = _pattern(rf"(?<!{_WORD_DIGIT})[一幺][三四五六七八九]{_WORD_DIGIT}{{9}}(?!{_WORD_DIGIT})")
_LANDLINE = _pattern(
    rf"""{_BEGINS}(?: \({_AREA}\)[ ]? | {_COUNTRY}{_AREA}(?:{_SEPARATOR})? )
    {_SUBSCRIBER}{_ENDS}{_NO_UNIT}"""
)
_LANDLINE_AFTER_CUE = _pattern(
    rf"(?:电话|座机|固话|致电|拨打)(?:号码?)?[ :是为]{{0,3}}({_SUBSCRIBER}){_ENDS}{_NO_UNIT}"
)
_IDENTITY = _pattern(
    rf"""(?<![0-9a-z])[1-9][0-9]{{5}}[ \-]?
    (?: (?:18|19|20)[0-9]{{2}}[ \-]?{_DATE}[ \-]?[0-9]{{3}}[ \-]?[0-9x]  # 18 characters
      | [0-9]{{2}}{_DATE}[0-9]{{3}} )                                    # 15, issued before 2000
    (?![0-9a-z])"""
)
_LONG_NUMBER = _pattern(r"(?<![0-9a-z])[1-9][0-9]{15,18}(?![0-9a-z])")
_CARD_IN_GROUPS = _pattern(r"(?<![0-9])[3-69][0-9]{3}(?:[ \-][0-9]{4}){3}(?:[ \-]?[0-9]{1,3})?(?![0-9])")
_EMAIL = _pattern(
    r"""(?<![a-z0-9._%+\-])[a-z0-9._%+\-]{1,64}[ ]?@[ ]?
    [a-z0-9\-]{1,63}(?:\.[a-z0-9\-]{1,63}){1,4}(?![a-z0-9\-])"""
)
_WECHAT_CERTAIN = _pattern(
    rf"""(?: (?:加|\+)(?:我|个|一下)?的?(?:微信|薇信|威信|微|薇|v信|vx|wx|v)
           | {_WECHAT}(?:号码?|id) )
    [ :是为=]{{0,3}}([a-z0-9][a-z0-9_\-]{{4,19}}){_NAME_ENDS}"""
)
_WECHAT_AFTER_MARK = _pattern(
    rf"(?:{_WECHAT}|(?<![a-z.])v)(?:[ ]?[:=][ ]?|[是为])([a-z][a-z0-9_\-]{{5,19}}|[0-9]{{5,11}}){_NAME_ENDS}"
)
_WECHAT_WITH_DIGITS = _pattern(rf"{_WECHAT}[ ]?((?=[a-z_\-]*[0-9_])[a-z][a-z0-9_\-]{{5,19}}){_NAME_ENDS}")
_WECHAT_INTERNAL = _pattern(r"(?<![a-z0-9_])wxid_[a-z0-9]{6,20}(?![a-z0-9])")
_QQ = _pattern(
    rf"(?:(?<![a-z])qq|扣扣|企鹅)(?:群号?|号码?)?[ :是为=]{{0,3}}([1-9][0-9]{{4,10}})(?![0-9]){_NO_UNIT}"
)

_MOBILE_LABEL = "手机号"
_LANDLINE_LABEL = "座机号"
_IDENTITY_LABEL = "身份证号"
_CARD_LABEL = "银行卡号"
_EMAIL_LABEL = "邮箱"
_WECHAT_LABEL = "微信号"
_QQ_LABEL = "QQ号"


def _passes_luhn(number: str) -> bool:
    total = 0
    for position, digit in enumerate(int(character) for character in reversed(number) if character != " "):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_card(matched: str) -> bool:
    # Four numbers of four digits in a row may be anything; a card's check digit tells.
    return _passes_luhn(matched.replace("-", " "))


def _always(_matched: str) -> bool:
    return True


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    label: str
    applies: Callable[[str], bool] = _always


_RULES = (
    # Longer and more certain ones first: what a rule takes, a later one does not see.
    _Rule(_EMAIL, _EMAIL_LABEL),
    _Rule(_WECHAT_INTERNAL, _WECHAT_LABEL),
    _Rule(_IDENTITY, _IDENTITY_LABEL),
    _Rule(_LONG_NUMBER, _CARD_LABEL),
    _Rule(_CARD_IN_GROUPS, _CARD_LABEL, _is_card),
    _Rule(_MOBILE, _MOBILE_LABEL),
    _Rule(_MOBILE_IN_WORDS, _MOBILE_LABEL),
    _Rule(_LANDLINE, _LANDLINE_LABEL),
    _Rule(_LANDLINE_AFTER_CUE, _LANDLINE_LABEL),
    _Rule(_QQ, _QQ_LABEL),
    _Rule(_WECHAT_CERTAIN, _WECHAT_LABEL),
    _Rule(_WECHAT_AFTER_MARK, _WECHAT_LABEL),
    _Rule(_WECHAT_WITH_DIGITS, _WECHAT_LABEL),
)


_PLACEHOLDER = re.compile(f"〔(?:{'|'.join(sorted({rule.label for rule in _RULES}))})〕")


def mask_personal_data(text: str) -> str:
    """``text`` with telephone, identity, bank card and QQ numbers, e-mail and WeChat names replaced.

    Full-width digits and spelled-out spacing are seen through; everything else stays character for
    character. Masking twice changes nothing.
    """
    plain, origins = _plain_form(text)
    spans: list[tuple[int, int, str]] = []
    for rule in _RULES:
        for match in rule.pattern.finditer(plain):
            if rule.applies(match[0]):
                start, end = match.span(match.lastindex or 0)
                spans.append((start, end, rule.label))
                # Digits of a masked number must not complete another one.
                plain = plain[:start] + "\x00" * (end - start) + plain[end:]
    return _replaced(text, [(origins[start], origins[end - 1] + 1, label) for start, end, label in spans])


def without_placeholders(text: str) -> str:
    """``text`` without the marks masking left, for use as a phrasing."""
    return " ".join(_PLACEHOLDER.sub("", text).split())


def _plain_form(text: str) -> tuple[str, list[int]]:
    """The text in lower-case half-width letters without invisible characters, and where each came from."""
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text):
        category = unicodedata.category(character)
        if category in {"Cf", "Mn", "Me"}:
            continue
        characters.append(_plain_character(character, category))
        origins.append(position)
    return "".join(characters), origins


def _plain_character(character: str, category: str) -> str:
    if character == "\x00":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character in "−﹣":
        return "-"
    if category == "Zs" or character == "\t":
        return " "
    plain = unicodedata.normalize("NFKC", character).lower()
    return plain if len(plain) == 1 and category != "No" else character


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    parts: list[str] = []
    position = 0
    for start, end, label in sorted(spans):
        parts += [text[position:start], f"〔{label}〕"]
        position = end
    return "".join([*parts, text[position:]])
