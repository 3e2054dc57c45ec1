"""Dressing a claim as a forwarded message: the same words every time for the same claim."""

import hashlib
import random
from functools import cache
from pathlib import Path

_FILLER = Path(__file__).with_name("forward_filler.txt")


def as_forward(claim: str, *again: str) -> str:
    """Return a message of some hundred characters that makes ``claim`` among much that says nothing.

    ``again`` are other ways to say it, which the message uses too. Now and then a sentence names food in passing, so
    that what a message mentions is not always what it is about.
    """
    chance = random.Random(hashlib.sha256(claim.encode()).digest())
    filler = filler_sentences()
    middle = chance.sample(filler["middle"], chance.randint(2, 5))
    middle.extend(chance.sample(filler["aside"], chance.randint(0, 2)))
    chance.shuffle(middle)
    for said in (claim, *again):
        middle.insert(chance.randint(0, len(middle)), said if said[-1] in "。！？?!" else f"{said}。")
    opening = [chance.choice(filler["opening"])] if chance.random() < 0.8 else []
    closing = [chance.choice(filler["closing"])] if chance.random() < 0.7 else []
    return "".join([*opening, *middle, *closing])


@cache
def filler_sentences() -> dict[str, list[str]]:
    """The sentences that say nothing, by where in a message they stand."""
    parts: dict[str, list[str]] = {}
    name = ""
    for line in _FILLER.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            parts[name] = []
        elif line and not line.startswith("#"):
            parts[name].append(line)
    return parts
