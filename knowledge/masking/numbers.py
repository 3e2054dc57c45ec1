"""Telephone, identity, bank card and plate numbers. Quantities, years, standards and public numbers stay."""

import re

from knowledge.masking.kinds import PersonalDataKind
from knowledge.masking.rules import PatternRule, pattern

_SEPARATOR = r"[ \-]{1,3}"
# A decimal fraction is not a telephone number; "1.138…" in a numbered list is.
# Neither is the number of a production or business licence.
_BEGINS = r"(?<![0-9])(?<!(?<![0-9])0\.)(?<!sc)(?<!qs)(?<!jy)"
_ENDS = r"(?![0-9])"
_COUNTRY = r"(?:(?:\+|00)?86[ \-]?)?"
_AREA = r"0(?:10|2[0-9]|[3-9][0-9]{2})"
_SUBSCRIBER = r"[2-9][0-9]{2,3}[ \-]?[0-9]{4}"
# An amount may happen to have eleven digits; nobody writes a unit after a telephone number.
NO_UNIT = r"(?!\ ?(?:元|万|亿|吨|公斤|千克|毫克|克|毫升|升|批(?!号)|千卡|大卡|%))"
# Identity numbers begin with a province; credit codes, batch and bar codes do not look like a birthday after it.
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"
_MONTH, _DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_DIGIT = "[ ]?[0-9]"
_NUMBER_OF_A_THING = re.compile(
    r"(?:订单|单号|批号|批次|编号|条码|条形码|追溯|溯源|许可|运单|快递|货号|防伪|信用代码|产品|生产|商品|备案|流水)"
    r"[^0-9,。;!?\n]{0,6}$"
)
_CARD_NAMED = re.compile(
    r"(?:卡|账号|帐号|账户|户头|银行|工行|建行|农行|中行|邮储|存折|打款|转账|汇款)[^0-9。;\n]{0,10}$"
)
_LOOK_BACK = 16


def _spelled(groups: str) -> str:
    """Digits in groups of these sizes, apart by a space or hyphen: ``"344"`` for 138 0013 8000."""
    return _SEPARATOR.join(rf"[0-9]{{{size}}}" for size in groups)


_GROUPED_MOBILE = "|".join(_spelled(groups) for groups in ("344", "335", "353", "443", "434", "38", "74", "47"))
# Single digits in a row are a telephone number only when there are no more of them.
_SINGLE_DIGITS = rf"{_spelled('1' * 11)}(?!{_SEPARATOR}[0-9])"
_MOBILE = pattern(
    rf"""{_BEGINS}{_COUNTRY}(?=1[ \-]{{0,3}}[3-9])
    (?: [0-9]{{11}} | {_GROUPED_MOBILE} | {_SINGLE_DIGITS} | [0-9]{{3}}\.[0-9]{{4}}\.[0-9]{{4}} )
    {_ENDS}{NO_UNIT}"""
)
_LANDLINE = pattern(
    rf"""{_BEGINS}(?: \({_AREA}\)[ ]? | {_COUNTRY}{_AREA}(?:{_SEPARATOR})? )
    {_SUBSCRIBER}{_ENDS}{NO_UNIT}"""
)
_LANDLINE_AFTER_CUE = pattern(
    rf"""(?: (?:电话|座机|固话|致电|拨打|来电)(?:号码?)?[ :是为]{{0,3}}({_SUBSCRIBER})
           | (?:拨|打|联系)[ :]?([2-9][0-9]{{3}}[ \-]?[0-9]{{4}}) )
    {_ENDS}{NO_UNIT}"""
)
_HOTLINE = pattern(
    rf"""(?<![0-9a-z.]) [48]00
    (?: [0-9]{{7}} | - (?:[0-9]{{3}}-[0-9]{{4}} | [0-9]{{4}}-[0-9]{{3}} | [0-9]{{7}})
      | [ ] (?:[0-9]{{3}}[ ][0-9]{{4}} | [0-9]{{4}}[ ][0-9]{{3}} | [0-9]{{7}}) )
    {_ENDS}{NO_UNIT}"""
)
_IDENTITY = pattern(
    rf"""(?<![0-9a-z]){_PROVINCE}[0-9]{{4}}[ \-]?
    (?: (?:18|19|20)[0-9]{{2}}[ \-]?{_MONTH}[ \-]?{_DAY}[ \-]?[0-9]{{3}}[ \-]?[0-9x]  # 18 characters
      | [0-9]{{2}}[ \-]?{_MONTH}{_DAY}[ \-]?[0-9]{{3}} )                               # 15, issued before 2000
    (?![0-9a-z])"""
)
_IDENTITY_IN_PIECES = pattern(rf"(?<![0-9a-z]){_PROVINCE}(?:{_DIGIT}){{15}}[ ]?[0-9x](?![0-9a-z]|[ ][0-9])")
_BIRTHDAY = re.compile(rf"(?:18|19|20)[0-9]{{2}}{_MONTH}{_DAY}")
_CARD = pattern(r"(?<![0-9a-z])[1-9][0-9]{15,18}(?![0-9a-z])")
_CARD_IN_GROUPS = pattern(
    r"""(?<![0-9])(?: [3-69][0-9]{3}(?:[ \-][0-9]{4}){3}(?:[ \-]?[0-9]{1,3})?
                    | [3-69][0-9]{5}[ \-][0-9]{10,13} )(?![0-9])"""
)
_TAIL = "[a-hj-np-z0-9]"
_PLATE = pattern(
    rf"""[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][ ]?[a-hj-z][ ]?[·.\-]?[ ]?
    (?: {_TAIL}{{2}}[ ]?{_TAIL}{{3,4}} | {_TAIL}{{4}}[学挂警港澳] | {_TAIL}{{3}}[ ]?{_TAIL}{{2,3}}
      | {_TAIL}(?:[ ]{_TAIL}){{4,5}} )
    (?![a-z0-9])"""
)
_LEAST_DIGITS_OF_A_PLATE = 3


def _passes_luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(int(character) for character in reversed(digits)):
        doubled = digit * 2 if position % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def _is_card(match: re.Match[str]) -> bool:
    """Called a card, or of a card's make. A long number of something else may be of the same make by chance."""
    before = match.string[max(0, match.start() - _LOOK_BACK) : match.start()]
    called, thing = _CARD_NAMED.search(before), _NUMBER_OF_A_THING.search(before)
    if called and not (thing and thing.start() > called.start()):
        return True
    if thing:
        return False
    digits = re.sub("[^0-9]", "", match[0])
    # 62 is UnionPay's own beginning: a mistyped digit does not make such a number harmless.
    return digits[:2] == "62" or (digits[0] in "3456" and _passes_luhn(digits))


def _has_a_birthday(match: re.Match[str]) -> bool:
    return bool(_BIRTHDAY.match(match[0].replace(" ", ""), 6))


def _is_plate(match: re.Match[str]) -> bool:
    return sum(character.isdigit() for character in match[0]) >= _LEAST_DIGITS_OF_A_PLATE


NUMBER_RULES = (
    PatternRule(PersonalDataKind.IDENTITY, _IDENTITY),
    PatternRule(PersonalDataKind.IDENTITY, _IDENTITY_IN_PIECES, _has_a_birthday),
    PatternRule(PersonalDataKind.BANK_CARD, _CARD, _is_card),
    PatternRule(PersonalDataKind.BANK_CARD, _CARD_IN_GROUPS, _is_card),
    PatternRule(PersonalDataKind.PLATE, _PLATE, _is_plate),
    PatternRule(PersonalDataKind.MOBILE, _MOBILE),
    PatternRule(PersonalDataKind.MOBILE, _MOBILE, reads_words=True),
    PatternRule(PersonalDataKind.LANDLINE, _LANDLINE),
    PatternRule(PersonalDataKind.LANDLINE, _LANDLINE_AFTER_CUE),
    PatternRule(PersonalDataKind.LANDLINE, _LANDLINE, reads_words=True),
    PatternRule(PersonalDataKind.HOTLINE, _HOTLINE),
)
