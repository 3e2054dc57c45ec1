"""Things written in two places agree: settings and docs, domain and actions, wording and its users."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from actions import build_actions
from api.settings import ApiSettings

ROOT = Path(__file__).resolve().parents[2]


def domain() -> dict[str, object]:
    merged: dict[str, object] = {}
    for path in sorted((ROOT / "bot" / "domain").glob("*.yml")):
        merged.update(yaml.safe_load(path.read_text(encoding="utf-8")))
    return merged


@pytest.mark.parametrize("name", sorted(ApiSettings.model_fields))
def test_every_setting_is_documented(name: str) -> None:
    words = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert f"`XIAOCHEN_{name.upper()}`" in words


def test_no_setting_is_documented_that_does_not_exist() -> None:
    words = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = words.partition("## Settings")[2].partition("\n## ")[0]
    documented = {
        name.lower() for name in re.findall(r"^\| `XIAOCHEN_([A-Z0-9_]+)`", table, flags=re.MULTILINE)
    }
    elsewhere = {
        "torch_index",
        "python310",
        "chromium",
        "test_database_url",
    }  # read by set-up and tests, before any settings exist
    assert documented - elsewhere == set(ApiSettings.model_fields)


def test_every_action_of_the_domain_is_implemented_and_back() -> None:
    declared = {name for name in domain()["actions"] if not str(name).startswith("utter_")}  # type: ignore[attr-defined]
    implemented = {action.name() for action in build_actions(None)}  # type: ignore[arg-type]
    assert declared == implemented


def test_every_response_that_code_names_exists() -> None:
    responses = set(domain()["responses"])  # type: ignore[call-overload]
    named: dict[str, Path] = {}
    for folder in ("actions", "api"):
        for path in (ROOT / folder).rglob("*.py"):
            for name in re.findall(r"[\"'](utter_[a-z_]+)[\"']", path.read_text(encoding="utf-8")):
                named[name] = path
    assert named
    assert {name: path for name, path in named.items() if name not in responses} == {}


def test_import_rules_hold() -> None:
    done = subprocess.run(
        [ROOT / ".venv" / "bin" / "lint-imports", "--config", "pyproject.toml"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_makefile_explains_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    targets = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    assert {"run", "test", "check", "evaluate", "bench", "encoder", "clean"} <= targets
