"""A real database file, the shipped encoder and a small body of knowledge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge import migrations
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import COMPLAINT, MICROWAVE, FixedClock, make_record, register_staff, write_seed


@pytest.fixture(scope="session")
def shipped_encoder() -> Encoder:
    """Loaded once: it takes seconds and holds no state."""
    return load_encoder(KnowledgeSettings().encoder_path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def settings(tmp_path: Path) -> KnowledgeSettings:
    """A state directory of its own, and three entries as content."""
    seed = write_seed(tmp_path / "seed", make_record(), MICROWAVE, COMPLAINT)
    return KnowledgeSettings(var=tmp_path / "var", database_url="", seed_dir=seed)


@pytest.fixture
def empty_knowledge(
    settings: KnowledgeSettings, clock: FixedClock, shipped_encoder: Encoder
) -> Iterator[Knowledge]:
    """Migrated, with staff, without content, not opened."""
    migrations.upgrade(settings.database_address)
    knowledge = Knowledge(settings, clock, encoder=shipped_encoder)
    register_staff(knowledge)
    yield knowledge
    knowledge.close()


@pytest.fixture
def knowledge(empty_knowledge: Knowledge) -> Knowledge:
    """Content imported and index loaded: ready to answer."""
    empty_knowledge.import_entries()
    empty_knowledge.open()
    return empty_knowledge
