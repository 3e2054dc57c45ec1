"""Deciding what happens in a simulation before anything is written; pure, and the same for the same seed.

Known rumors are asked at a steady rate and now and then burst; new rumors appear, grow, are checked by officers and
mostly answered; old ones come back; questions nothing answers, single oddities, chat and repeated messages lie
between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from knowledge.check_worthiness import MessageKind
from knowledge.emerging.lifecycle import ClusterStatus
from knowledge.simulation.scenario import Burst, KnownEntry, Lead, Scenario, Step

BURST_FACTOR = 3
"""A planted burst is three times the mean of the four weeks before, and at least ``LEAST_BURST`` asks, on one day."""

LEAST_BURST = 20

_WEEKDAYS = np.array([1.08, 1.0, 0.98, 0.97, 1.05, 0.97, 0.95])


@cache
def made_up() -> dict[str, Any]:
    """The wordings of ``claims.yml``."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "claims.yml").read_text(encoding="utf-8"))
    return loaded


def plan(entries: Sequence[KnownEntry], *, weeks: int, until: date, weekly_asks: int, seed: int) -> Scenario:
    """The scenario of the ``weeks`` weeks that end with the day ``until``."""
    chance = np.random.default_rng(seed)
    days = tuple(until - timedelta(days=number) for number in reversed(range(weeks * 7)))
    rumors = [entry for entry in entries if entry.is_rumor]
    order = [rumors[number] for number in chance.permutation(len(rumors))]
    newcomers, known = order[: len(order) // 4][:10], order[len(order) // 4 :] if len(order) > 4 else order
    answered = _background(chance, [*known, *(entry for entry in entries if not entry.is_rumor)], days, weekly_asks)
    bursts = _plant_bursts(chance, answered, [entry.entry_id for entry in known], days)
    leads = [*_new_rumors(chance, newcomers, days, weekly_asks), *_open_rumors(chance, days, weekly_asks)]
    leads += [*_returning(chance, known, days), *_gaps(chance, days, weekly_asks), *_tail(chance, days)]
    _answer_after_rebuttal(chance, answered, leads, days)
    return Scenario(
        days=days,
        answered=answered,
        bursts=bursts,
        leads=tuple(sorted(leads, key=lambda lead: (lead.first_day, lead.claim))),
        clarified=_daily(chance, days, weekly_asks * 0.12),
        emergencies=_daily(chance, days, min(weekly_asks * 0.004, 6)),
        chat=_daily(chance, days, weekly_asks * 0.15),
        poor_answers=frozenset(sorted(answered, key=lambda key: (-sum(answered[key].values()), key))[1:4:2]),
    )


def _daily(chance: np.random.Generator, days: Sequence[date], weekly: float) -> dict[date, int]:
    rates = [weekly / 7 * _WEEKDAYS[day.weekday()] for day in days]
    return {day: int(count) for day, count in zip(days, chance.poisson(rates), strict=True) if count}


def _background(
    chance: np.random.Generator, entries: Sequence[KnownEntry], days: Sequence[date], weekly_asks: int
) -> dict[str, dict[date, int]]:
    # A few are asked every day, most now and then: log-normal weights, as popularity mostly is.
    asked = [entries[number] for number in chance.permutation(len(entries))[:150]]
    weights = chance.lognormal(0.0, 1.2, len(asked))
    shares = weights / weights.sum() * weekly_asks * 0.62
    return {entry.entry_id: _daily(chance, days, float(share)) for entry, share in zip(asked, shares, strict=True)}


def _plant_bursts(
    chance: np.random.Generator, answered: dict[str, dict[date, int]], rumors: Sequence[str], days: Sequence[date]
) -> tuple[Burst, ...]:
    """One burst day every second week from the fifth on, and one in the last week, each of another rumor."""
    if len(days) < 35:
        return ()
    places = [*range(30, len(days) - 7, 14), len(days) - 4]
    asked = [entry_id for entry_id in rumors if entry_id in answered]
    asked.sort(key=lambda entry_id: (-sum(answered[entry_id].values()), entry_id))
    chosen = chance.permutation(min(len(asked), 40))
    bursts = []
    for place, number in zip(places, chosen, strict=False):
        entry_id, day = asked[number], days[place]
        before = [answered[entry_id].get(earlier, 0) for earlier in days[place - 28 : place]]
        asks = max(LEAST_BURST, int(np.ceil(BURST_FACTOR * np.mean(before))))
        answered[entry_id][day] = asks
        for later, share in zip(days[place + 1 : place + 3], (0.6, 0.3), strict=False):
            answered[entry_id][later] = answered[entry_id].get(later, 0) + int(asks * share)
        bursts.append(Burst(entry_id, day, asks))
    return tuple(bursts)


def _wave(
    chance: np.random.Generator, days: Sequence[date], start: int, height: float, decay: float
) -> dict[date, int]:
    """Asks that rise for two days and then fall by ``decay`` a day."""
    rates = [height * (0.5 if age == 0 else 1.0 if age == 1 else decay ** (age - 1)) for age in range(21)]
    counts = chance.poisson(rates)
    counts[0] = max(1, counts[0])
    return {day: int(count) for day, count in zip(days[start : start + 21], counts, strict=False) if count}


def _new_rumors(
    chance: np.random.Generator, newcomers: Sequence[KnownEntry], days: Sequence[date], weekly_asks: int
) -> list[Lead]:
    """Rumors nothing answers at first and a published entry does later; the entry is one that exists."""
    leads = []
    for number, entry in enumerate(newcomers):
        start = int((number + 0.5) / len(newcomers) * max(1, len(days) - 6))
        checked, closed = 4 + chance.exponential(10), 30 + chance.exponential(40)
        leads.append(
            Lead(
                kind=MessageKind.RUMOR,
                claim=entry.title,
                wordings=entry.wordings[:6],
                topic=entry.topic,
                food="",
                harm=entry.risk,
                company="",
                entry_id=entry.entry_id,
                unit=entry.unit,
                asks=_wave(chance, days, start, weekly_asks * float(chance.uniform(0.006, 0.016)), 0.82),
                steps=(Step(ClusterStatus.CHECKING, checked), Step(ClusterStatus.REBUTTED, checked + closed)),
                due_after_days=5,
            )
        )
    return leads


def _open_rumors(chance: np.random.Generator, days: Sequence[date], weekly_asks: int) -> list[Lead]:
    """Made-up rumors no entry answers: pending, in checking, handed on as true, dismissed, some overdue."""
    leads = []
    found = made_up()["rumors"]
    for number, rumor in enumerate(found):
        start = int((number + 0.7) / len(found) * max(1, len(days) - 3))
        leads.append(
            Lead(
                kind=MessageKind.RUMOR,
                claim=rumor["wordings"][0],
                wordings=tuple(rumor["wordings"]),
                topic=rumor["topic"],
                food=rumor["food"],
                harm=rumor["harm"],
                company=rumor.get("company", ""),
                entry_id=None,
                unit="区卫生健康委" if rumor["topic"] == "中毒与急救" else "区市场监管局",
                asks=_wave(chance, days, start, weekly_asks * float(chance.uniform(0.004, 0.014)), 0.8),
                steps=_steps(chance, number),
                due_after_days=None if number % 7 == 6 else 4,
                is_restricted=number % 6 == 1,
            )
        )
    return leads


def _steps(chance: np.random.Generator, number: int) -> tuple[Step, ...]:
    """Every seventh is not looked at, and every seventh is in checking for weeks, past its date."""
    checked = 3 + float(chance.exponential(14))
    if number % 7 == 6:
        return ()
    end = ClusterStatus.CONFIRMED if number % 7 == 1 else ClusterStatus.DISMISSED
    days = 18 if number % 7 == 4 else 1 + float(chance.exponential(3))
    return (Step(ClusterStatus.CHECKING, checked), Step(end, checked + 24 * days))


def _returning(chance: np.random.Generator, known: Sequence[KnownEntry], days: Sequence[date]) -> list[Lead]:
    """旧谣新炒: a dismissed lead that comes back weeks later and repeats an older form of an entry."""
    leads = []
    for number, entry in enumerate(known[:2]):
        first = max(0, len(days) // 2 - 20 + 4 * number)
        again = max(first + 1, len(days) - 5 - 7 * number)
        asks = {days[first]: 3, days[min(first + 1, len(days) - 1)]: 2}
        for place, count in zip(range(again, len(days)), (6, 9, 5, 3, 2), strict=False):
            asks[days[place]] = count + int(chance.poisson(1))
        leads.append(
            Lead(
                kind=MessageKind.RUMOR,
                claim=entry.title,
                wordings=entry.wordings[-3:],
                topic=entry.topic,
                food="",
                harm=entry.risk,
                company="",
                entry_id=None,
                unit=entry.unit,
                asks=asks,
                steps=(
                    Step(ClusterStatus.CHECKING, 8),
                    Step(ClusterStatus.DISMISSED, 40),
                    Step(ClusterStatus.PENDING, 24.0 * (again - first) + 2),
                ),
                due_after_days=None,
                returned_entry_id=entry.entry_id,
            )
        )
    return leads


def _gaps(chance: np.random.Generator, days: Sequence[date], weekly_asks: int) -> list[Lead]:
    leads = []
    for question in made_up()["questions"]:
        weekly = min(weekly_asks * float(chance.uniform(0.001, 0.006)), 40)
        asks = _daily(chance, days[int(chance.integers(0, len(days) // 2 + 1)) :], weekly)
        if asks:
            leads.append(_quiet_lead(MessageKind.INFORMATION_GAP, question, asks, None))
    return leads


def _tail(chance: np.random.Generator, days: Sequence[date]) -> list[Lead]:
    tail = made_up()["tail"]
    topic = "食品安全基础"
    leads = []
    pairs = [(food, wording) for food in tail["foods"] for wording in tail["wordings"]]
    for number in chance.permutation(len(pairs)):
        food, wording = pairs[number]
        words = wording.format(food=food)
        asks = {days[int(chance.integers(0, len(days)))]: int(chance.integers(1, 3))}
        kind = MessageKind.RUMOR if words.startswith(("听说", "网上说")) else MessageKind.INFORMATION_GAP
        lead = _quiet_lead(kind, {"topic": topic, "food": food, "wordings": [words]}, asks, None)
        dismissed = Step(ClusterStatus.DISMISSED, 6 + float(chance.exponential(40)))
        leads.append(replace(lead, steps=(dismissed,) if chance.random() < 0.85 else ()))
    return leads


def _quiet_lead(kind: MessageKind, words: Mapping[str, Any], asks: Mapping[date, int], harm: str | None) -> Lead:
    return Lead(
        kind=kind,
        claim=words["wordings"][0],
        wordings=tuple(words["wordings"]),
        topic=words["topic"],
        food=words["food"],
        harm=harm,
        company="",
        entry_id=None,
        unit="",
        asks=asks,
        steps=(),
        due_after_days=None,
    )


def _answer_after_rebuttal(
    chance: np.random.Generator, answered: dict[str, dict[date, int]], leads: list[Lead], days: Sequence[date]
) -> None:
    """From the day after its rebuttal a rumor is answered: the asks left move from the lead to the entry."""
    for place, lead in enumerate(leads):
        if lead.entry_id is None or not lead.steps:
            continue
        rebutted = lead.first_day + timedelta(hours=12 + lead.steps[-1].after_hours)
        before = {day: count for day, count in lead.asks.items() if day <= rebutted}
        after = {day: count for day, count in lead.asks.items() if day > rebutted}
        answered[lead.entry_id] = {
            day: int(count) for day, wave in after.items() if (count := chance.binomial(wave, 0.7))
        } | _sparse(chance, [day for day in days if day > rebutted and day not in after])
        leads[place] = replace(lead, asks=before)


def _sparse(chance: np.random.Generator, days: Sequence[date]) -> dict[date, int]:
    return {day: int(count) for day, count in zip(days, chance.poisson(0.4, len(days)), strict=True) if count}
