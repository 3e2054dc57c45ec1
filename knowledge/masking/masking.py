"""Finding personal data by all rules, and writing placeholders in its place."""

import re
from collections.abc import Iterable

from knowledge.masking.accounts import ACCOUNT_RULES, CERTAIN_ACCOUNT_RULES
from knowledge.masking.doors import DOOR_RULES
from knowledge.masking.kinds import PersonalData, PersonalDataKind
from knowledge.masking.names import find_names
from knowledge.masking.numbers import NUMBER_RULES
from knowledge.masking.rules import Span
from knowledge.masking.written_form import plain_form, with_digits, without

# Longer and more certain ones first: what a rule takes, a later one does not see.
_RULES = (*CERTAIN_ACCOUNT_RULES, *NUMBER_RULES, *ACCOUNT_RULES, *DOOR_RULES)
_PLACEHOLDER = re.compile("|".join(kind.placeholder for kind in PersonalDataKind), re.IGNORECASE)


def find_personal_data(text: str) -> tuple[PersonalData, ...]:
    """Where personal data stands in ``text``, from its beginning to its end, no two overlapping."""
    plain, origins = plain_form(text)
    plain = without(plain, [match.span() for match in _PLACEHOLDER.finditer(plain)])
    found: list[PersonalData] = []

    def take(spans: Iterable[Span], kind: PersonalDataKind) -> None:
        nonlocal plain
        taken = list(spans)
        if taken:
            found.extend(PersonalData(origins[start], origins[end - 1] + 1, kind) for start, end in taken)
            # Digits of a masked number must not complete another one.
            plain = without(plain, taken)

    for rule in _RULES:
        take(rule.find(with_digits(plain) if rule.reads_words else plain), rule.kind)
    take(find_names(plain), PersonalDataKind.NAME)
    return tuple(sorted(found))


def mask_personal_data(text: str) -> str:
    """``text`` with what identifies a person replaced by what it was, e.g. ``〔手机号〕``.

    That is telephone, identity, bank card, plate and QQ numbers, e-mail, WeChat names, door numbers and names
    beside titles or labels. Full-width digits and spelled-out spacing are seen through; everything else stays
    character for character. Masking twice changes nothing.
    """
    parts: list[str] = []
    position = 0
    for start, end, kind in find_personal_data(text):
        parts += [text[position:start], kind.placeholder]
        position = end
    return "".join([*parts, text[position:]])


def without_placeholders(text: str) -> str:
    """``text`` without the marks masking left, for use as a phrasing."""
    return " ".join(_PLACEHOLDER.sub("", text).split())
