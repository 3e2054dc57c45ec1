"""A real database, the shipped encoder and a small body of knowledge."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from api.cli import main
from knowledge import migrations
from knowledge.matching.encoder import Encoder, load_encoder
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import COMPLAINT, MICROWAVE, FixedClock, make_record, register_staff, write_seed
from tests.databases import database_of_its_own


@pytest.fixture(scope="session")
def shipped_encoder() -> Encoder:
    """Loaded once: it takes seconds and holds no state."""
    return load_encoder(KnowledgeSettings().encoder_path)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def database_url() -> Iterator[str]:
    """A database of the test's own: a SQLite file, or on the server ``XIAOCHEN_TEST_DATABASE_URL`` names."""
    with database_of_its_own() as url:
        yield url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> KnowledgeSettings:
    """A state directory and a database of its own, and three entries as content."""
    seed = write_seed(tmp_path / "seed", make_record(), MICROWAVE, COMPLAINT)
    return KnowledgeSettings(var=tmp_path / "var", database_url=database_url, seed_dir=seed)


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


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    status: int
    out: str
    err: str


Xiaochen = Callable[..., Result]


@pytest.fixture
def xiaochen(
    settings: KnowledgeSettings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Xiaochen:
    """Runs a command in this process, with a state directory and a database of its own."""
    monkeypatch.setenv("XIAOCHEN_VAR", str(settings.var))
    monkeypatch.setenv("XIAOCHEN_SEED_DIR", str(settings.seed_dir))
    monkeypatch.setenv("XIAOCHEN_DATABASE_URL", settings.database_url)

    def run(*words: str) -> Result:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["xiaochen", *words])
        with pytest.raises(SystemExit) as caught:
            main()
        out, err = capsys.readouterr()
        return Result(int(caught.value.code or 0), out, err)

    return run
