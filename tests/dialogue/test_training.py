"""bot/train.py: one model per state of its inputs."""

from pathlib import Path

import pytest

from bot import train
from tests.dialogue.conftest import ROOT, run_in_rasa


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of its own for the hash."""
    for name in ("config.yml", "bot/requirements.lock", "bot/domain/core.yml", "data/nlu/a.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(train, "ROOT", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "name", ["config.yml", "bot/requirements.lock", "bot/domain/core.yml", "data/nlu/a.yml"]
)
def test_a_changed_input_asks_for_another_model(project: Path, name: str) -> None:
    before = train.inputs_hash()
    (project / name).write_text("changed", encoding="utf-8")
    assert train.inputs_hash() != before


def test_a_renamed_input_asks_for_another_model(project: Path) -> None:
    before = train.inputs_hash()
    (project / "data/nlu/a.yml").rename(project / "data/nlu/b.yml")
    assert train.inputs_hash() != before


def test_wording_outside_the_inputs_asks_for_nothing(project: Path) -> None:
    before = train.inputs_hash()
    (project / "README.md").write_text("words", encoding="utf-8")
    assert train.inputs_hash() == before


def test_line_endings_of_another_system_ask_for_nothing(project: Path) -> None:
    (project / "config.yml").write_bytes(b"a\nb\n")
    before = train.inputs_hash()
    (project / "config.yml").write_bytes(b"a\r\nb\r\n")
    assert train.inputs_hash() == before


def test_a_second_run_trains_nothing(model: Path) -> None:
    before = model.stat().st_mtime_ns
    done = run_in_rasa("bot/train.py")
    assert ROOT / done.stdout.strip().splitlines()[-1] == model
    assert model.stat().st_mtime_ns == before
