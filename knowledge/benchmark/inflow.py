"""A day of reports that nobody sent: a few rumors that spread in many wordings, and many things said once.

The rumors are made of our own texts (the simulation's, the authored ones clusters are fitted on, the entries'
phrasings) and change as forwards change on their way; what is said once, of the words matching knows. The same seed
always gives the same day.
"""

import random
from collections.abc import Iterator
from functools import cache
from itertools import accumulate, islice
from pathlib import Path

from knowledge.calibration.cases import read_seed
from knowledge.calibration.dressing import dressed
from knowledge.calibration.forwarding import as_forward
from knowledge.calibration.same_rumor import read_groups
from knowledge.emerging.kinds import IntakeChannel
from knowledge.emerging.raw import RawReport
from knowledge.matching.vocabulary import word_list
from knowledge.simulation.planning import made_up

_SPREADING = 4_000
"""Rumors that go round that day: the first is heard a thousand times as often as the thousandth."""
_SAID_ONCE = 0.35
_VERBATIM = 0.3
_AT_LENGTH = 0.4
_ASKS_AGAIN = 0.05
_ONCE = (
    "听说{practice}的{food}里有{substance}，吃了{effect}",
    "{food}{practice}以后会{effect}是真的吗",
    "邻居买的{food}查出{substance}，全家{effect}",
    "网上说{food}用{substance}泡过，{practice}也没用",
)
_CHANNELS = (IntakeChannel.WEB, IntakeChannel.WECHAT, IntakeChannel.FORM, IntakeChannel.HOTLINE, IntakeChannel.PARTNER)
_CHANNEL_SHARES = (42, 36, 6, 12, 4)


def day_of_reports(seed_dir: Path, *, seed: int) -> Iterator[RawReport]:
    """Reports without end, as they arrive."""
    chance = random.Random(seed)
    own = _own_wordings(seed_dir)
    rumors = [_rumor(own, chance) for _ in range(_SPREADING)]
    spread = list(accumulate(1 / (place + 1) for place in range(_SPREADING)))
    number = 0
    while True:
        number += 1
        asker = f"caller-{number - chance.randint(1, 200) if chance.random() < _ASKS_AGAIN else number}"
        is_said_once = chance.random() < _SAID_ONCE
        text = _said_once(own, chance) if is_said_once else chance.choice(chance.choices(rumors, cum_weights=spread)[0])
        if chance.random() >= _VERBATIM:
            text = dressed(text, chance)
        yield RawReport(text, chance.choices(_CHANNELS, _CHANNEL_SHARES)[0], asker=asker, external_id=f"bench-{number}")


def lots(reports: Iterator[RawReport], count: int, size: int) -> Iterator[list[RawReport]]:
    """The first ``count`` reports, ``size`` at a time."""
    left = islice(reports, count)
    while lot := list(islice(left, size)):
        yield lot


def _own_wordings(seed_dir: Path) -> list[tuple[str, ...]]:
    """Wordings of one thing each."""
    found = [tuple(group.texts) for group in read_groups()]
    invented = made_up()
    found += [tuple(one["wordings"]) for one in (*invented["rumors"], *invented["questions"])]
    found += [
        (wording.format(food=food),) for food in invented["tail"]["foods"] for wording in invented["tail"]["wordings"]
    ]
    return found + [(one.entry.title, *one.entry.phrasings) for one in read_seed(seed_dir)]


def _rumor(own: list[tuple[str, ...]], chance: random.Random) -> tuple[str, ...]:
    """Wordings of a new rumor: things said before, put together as they were not, some as long messages."""
    parts = chance.sample(own, chance.choice((1, 2, 2, 3)))
    told = range(chance.randint(1, 4))
    wordings = ["，".join(chance.choice(part).rstrip("。！？!?") for part in parts) for _ in told]
    return tuple(as_forward(wording) if chance.random() < _AT_LENGTH else wording for wording in wordings)


def _said_once(own: list[tuple[str, ...]], chance: random.Random) -> str:
    """Something about a food nobody else tells that of; half the time with something that others say too."""
    words = {place: chance.choice(names) for place, names in _words().items()}
    text = chance.choice(_ONCE).format(**words)
    if chance.random() < 0.5:
        text = f"{text}，{chance.choice(chance.choice(own))}"
    return as_forward(text) if chance.random() < _AT_LENGTH else text


@cache
def _words() -> dict[str, list[str]]:
    lists = {"food": "foods", "practice": "practices", "effect": "effects", "substance": "substances"}
    return {place: sorted(word_list(name).terms) for place, name in lists.items()}
