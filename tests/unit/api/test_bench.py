from pathlib import Path

import pytest
from rich.console import Console

from api import bench


def test_a_product_that_does_not_run_is_one_sentence_and_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XIAOCHEN_VAR", str(tmp_path))
    monkeypatch.setenv("XIAOCHEN_PORT", "9")
    monkeypatch.setattr("sys.argv", ["bench"])
    assert bench.main() == 1
    said = " ".join(capsys.readouterr().err.split())
    assert said == "bench: the api does not answer (ConnectError); start it with make run"


def test_the_ratio_is_of_medians_to_rasa_alone() -> None:
    console = Console(width=100)
    with console.capture() as shown:
        console.print(bench.table_of({"rasa": [10.0, 20.0, 900.0], "turn": [50.0, 50.0, 50.0]}))
    assert "2.50" in shown.get()
    assert "20.0" in shown.get()
