import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.secrets import StateSecrets


def test_secrets_are_made_once_and_only_the_owner_can_read_them(tmp_path: Path) -> None:
    made = StateSecrets.load_or_create(tmp_path)
    assert StateSecrets.load_or_create(tmp_path) == made
    assert len({made.action_token, made.rasa_token, made.visitor_salt}) == 3
    assert min(map(len, (made.action_token, made.rasa_token, made.visitor_salt))) >= 40
    directory = tmp_path / "secrets"
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in directory.iterdir()} == {0o600}
    assert len(list(directory.iterdir())) == 3


def test_modes_that_were_loosened_are_tightened_again(tmp_path: Path) -> None:
    StateSecrets.load_or_create(tmp_path)
    (tmp_path / "secrets").chmod(0o755)
    (tmp_path / "secrets" / "action_token").chmod(0o644)
    StateSecrets.load_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secrets" / "action_token").stat().st_mode) == 0o600


def test_processes_that_start_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        made = set(pool.map(lambda _: StateSecrets.load_or_create(tmp_path), range(64)))
    assert len(made) == 1


def test_no_secret_shows_in_a_representation(tmp_path: Path) -> None:
    made = StateSecrets.load_or_create(tmp_path)
    assert repr(made) == "StateSecrets()"


def test_an_empty_secret_is_not_accepted(tmp_path: Path) -> None:
    StateSecrets.load_or_create(tmp_path)
    (tmp_path / "secrets" / "rasa_token").write_text("")
    with pytest.raises(RuntimeError, match="rasa_token is empty"):
        StateSecrets.load_or_create(tmp_path)
