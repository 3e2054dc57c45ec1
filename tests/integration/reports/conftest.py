"""Twelve simulated weeks on the shipped content, made once; every test gets a copy of its own."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge import migrations
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from knowledge.simulation.scenario import Scenario
from knowledge.simulation.service import SimulationRequest
from knowledge.trends.weeks import IsoWeek
from tests.builders import FixedClock, register_staff
from tests.databases import database_of_its_own

WEEK = IsoWeek(2026, 47)
"""The last simulated week."""

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 09:00 in China, after it."""

REQUEST = SimulationRequest(weeks=12, until=date(2026, 11, 22), seed=7, weekly_asks=900)


@dataclass(frozen=True)
class Simulated:
    """Where a simulation is, and what it planned."""

    settings: KnowledgeSettings
    scenario: Scenario


@pytest.fixture(scope="session")
def with_content(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeSettings]:
    """A database with the shipped content and staff, and nothing asked."""
    with database_of_its_own() as url:
        knowledge = Knowledge(
            KnowledgeSettings(var=tmp_path_factory.mktemp("content"), database_url=url), FixedClock(NOW)
        )
        migrations.upgrade(knowledge.settings.database_address)
        register_staff(knowledge)
        knowledge.import_entries()
        knowledge.close()
        yield knowledge.settings


@pytest.fixture(scope="session")
def simulated(with_content: KnowledgeSettings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulated]:
    with _copy(with_content, tmp_path_factory.mktemp("simulated")) as settings:
        knowledge = Knowledge(settings, FixedClock(NOW))
        scenario = knowledge.simulate(REQUEST).scenario
        knowledge.close()
        yield Simulated(settings, scenario)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def empty_office(with_content: KnowledgeSettings, tmp_path: Path, clock: FixedClock) -> Iterator[Knowledge]:
    """Content and staff, and nobody asked anything yet."""
    with _copy(with_content, tmp_path) as settings:
        yield from _opened(settings, clock)


@pytest.fixture
def office(simulated: Simulated, tmp_path: Path, clock: FixedClock) -> Iterator[Knowledge]:
    """The simulated weeks, to be changed as the test likes."""
    with _copy(simulated.settings, tmp_path) as settings:
        yield from _opened(settings, clock)


@contextmanager
def _copy(source: KnowledgeSettings, var: Path) -> Iterator[KnowledgeSettings]:
    """Settings of a database of its own that starts with the rows of ``source``, which nobody has open."""
    with database_of_its_own(copy_of=source.database_url) as url:
        if not url:
            shutil.copy(source.var / "xiaochen.db", var / "xiaochen.db")
        yield KnowledgeSettings(var=var, database_url=url)


def _opened(settings: KnowledgeSettings, clock: FixedClock) -> Iterator[Knowledge]:
    knowledge = Knowledge(settings, clock)
    yield knowledge
    knowledge.close()
