"""Index files: what was saved is what is loaded, and damage of any kind is noticed."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from knowledge.matching.index import IndexDamaged, IndexSnapshot
from knowledge.matching.types import IndexedEntry
from tests.fakes import HashEncoder

ENTRIES = (
    IndexedEntry("geyecai", "隔夜菜会致癌", ("剩菜能吃吗",), "冷藏得当不会致癌。"),
    IndexedEntry("xigua", "西瓜是打针催红的"),
)


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    directory = tmp_path / "index" / "7-abc"
    IndexSnapshot.build(ENTRIES, HashEncoder(), 7).save(directory)
    return directory


def test_a_saved_index_is_loaded_as_it_was(saved: Path) -> None:
    built, loaded = IndexSnapshot.build(ENTRIES, HashEncoder(), 7), IndexSnapshot.load(saved, HashEncoder())

    assert loaded.entries == ENTRIES
    assert loaded.revision == 7
    assert loaded.rows == built.rows
    assert np.array_equal(loaded.vectors, built.vectors)
    query = HashEncoder().encode_queries(["剩菜能吃吗"])
    assert loaded.search(query, 1)[1].tolist() == [[1]]


def test_the_manifest_names_encoder_revision_entries_and_checksums(saved: Path) -> None:
    manifest = json.loads((saved / "manifest.json").read_text(encoding="utf-8"))["manifest"]

    assert manifest["revision"] == 7
    assert manifest["encoder"]["name"] == "hash"
    assert manifest["encoder"]["digest"] == HashEncoder().digest
    assert manifest["entry_ids"] == ["geyecai", "xigua"]
    assert set(manifest["sha256"]) == {"entries.json", "vectors.faiss"}


def test_nothing_is_left_beside_a_saved_index(saved: Path) -> None:
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


def test_saving_again_replaces_the_whole_index(saved: Path) -> None:
    IndexSnapshot.build(ENTRIES[:1], HashEncoder(), 8).save(saved)

    loaded = IndexSnapshot.load(saved, HashEncoder())
    assert (loaded.revision, len(loaded.entries)) == (8, 1)
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]


def test_an_index_without_entries_can_be_saved_and_loaded(tmp_path: Path) -> None:
    IndexSnapshot.build((), HashEncoder(), 1).save(tmp_path / "empty")

    assert IndexSnapshot.load(tmp_path / "empty", HashEncoder()).entries == ()


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-3])


def _flip_a_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(bytes(content))


def _remove(file: Path) -> None:
    file.unlink()


def _empty(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("name", ["manifest.json", "entries.json", "vectors.faiss"])
@pytest.mark.parametrize("damage", [_truncate, _flip_a_bit, _remove, _empty])
def test_damage_to_any_file_is_noticed(saved: Path, name: str, damage: Callable[[Path], None]) -> None:
    damage(saved / name)

    with pytest.raises(IndexDamaged, match="cannot be used"):
        IndexSnapshot.load(saved, HashEncoder())


def test_a_manifest_edited_by_hand_is_noticed(saved: Path) -> None:
    file = saved / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"revision": 7', '"revision": 8'), encoding="utf-8")

    with pytest.raises(IndexDamaged, match="manifest"):
        IndexSnapshot.load(saved, HashEncoder())


def test_an_index_of_another_encoder_is_refused(saved: Path) -> None:
    with pytest.raises(IndexDamaged, match="another encoder"):
        IndexSnapshot.load(saved, HashEncoder(name="other"))


def test_a_directory_that_is_not_there_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="manifest"):
        IndexSnapshot.load(tmp_path / "none", HashEncoder())


def test_a_failed_save_leaves_the_old_index(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("faiss.write_index", fail)
        with pytest.raises(OSError, match="no space"):
            IndexSnapshot.build(ENTRIES[:1], HashEncoder(), 8).save(saved)

    assert IndexSnapshot.load(saved, HashEncoder()).revision == 7
    assert [file.name for file in saved.parent.iterdir()] == [saved.name]
