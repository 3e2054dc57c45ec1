"""Twelve simulated weeks on the shipped content, made once; every test gets a copy of its own."""

import shutil
from collections.abc import Iterator
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

WEEK = IsoWeek(2026, 47)
"""The last simulated week."""

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday 09:00 in China, after it."""

REQUEST = SimulationRequest(weeks=12, until=date(2026, 11, 22), seed=7, weekly_asks=900)


@dataclass(frozen=True)
class Simulated:
    """A state directory with a simulation in it, and what the simulation planned."""

    var: Path
    scenario: Scenario


@pytest.fixture(scope="session")
def with_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state directory with the shipped content and staff, and nothing asked."""
    var = tmp_path_factory.mktemp("content")
    knowledge = Knowledge(KnowledgeSettings(var=var, database_url=""), FixedClock(NOW))
    migrations.upgrade(knowledge.settings.database_address)
    register_staff(knowledge)
    knowledge.import_entries()
    knowledge.close()
    return var


@pytest.fixture(scope="session")
def simulated(with_content: Path, tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    var = tmp_path_factory.mktemp("simulated")
    _copy(with_content, var)
    knowledge = Knowledge(KnowledgeSettings(var=var, database_url=""), FixedClock(NOW))
    scenario = knowledge.simulate(REQUEST).scenario
    knowledge.close()
    return Simulated(var, scenario)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def empty_office(with_content: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Knowledge]:
    """Content and staff, and nobody asked anything yet."""
    _copy(with_content, tmp_path)
    yield from _opened(tmp_path, clock)


@pytest.fixture
def office(simulated: Simulated, tmp_path: Path, clock: FixedClock) -> Iterator[Knowledge]:
    """The simulated weeks, to be changed as the test likes."""
    _copy(simulated.var, tmp_path)
    yield from _opened(tmp_path, clock)


def _copy(source: Path, target: Path) -> None:
    shutil.copy(source / "xiaochen.db", target / "xiaochen.db")


def _opened(var: Path, clock: FixedClock) -> Iterator[Knowledge]:
    knowledge = Knowledge(KnowledgeSettings(var=var, database_url=""), clock)
    yield knowledge
    knowledge.close()
