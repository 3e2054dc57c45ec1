"""What a rule is: where to look, what it finds, and what speaks against it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.masking.kinds import PersonalDataKind

Span = tuple[int, int]


def pattern(text: str) -> re.Pattern[str]:
    """A compiled verbose pattern over the plain form: lower case, half width, a space is written ``[ ]``."""
    return re.compile(text, re.VERBOSE)


def always(_match: re.Match[str]) -> bool:
    """Nothing speaks against it."""
    return True


@dataclass(frozen=True, slots=True)
class PatternRule:
    """Takes the first group that matched, or the whole match; with ``reads_words`` digits may be words."""

    kind: PersonalDataKind
    pattern: re.Pattern[str]
    applies: Callable[[re.Match[str]], bool] = always
    reads_words: bool = False

    def find(self, plain: str) -> Iterator[Span]:
        """The spans to take out, in order and apart."""
        for match in self.pattern.finditer(plain):
            if self.applies(match):
                yield match.span(match.lastindex or 0)
