"""Indexes on disk: built once, checked on load, rebuilt when damaged, swapped while readers search."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from knowledge import migrations
from knowledge.index_store import IndexStore
from knowledge.matching.encoder import Encoder
from knowledge.matching.index import IndexSnapshot
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import EDITOR, MICROWAVE, REVIEWER, make_draft, make_record, write_seed
from tests.fakes import HashEncoder


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The revisions that were really built, in order; building itself is untouched."""
    revisions: list[int] = []
    build = IndexSnapshot.build.__func__  # type: ignore[attr-defined]

    def counted(cls: type[IndexSnapshot], entries: object, encoder: Encoder, revision: int) -> IndexSnapshot:
        revisions.append(revision)
        snapshot: IndexSnapshot = build(cls, entries, encoder, revision)
        return snapshot

    monkeypatch.setattr(IndexSnapshot, "build", classmethod(counted))
    return revisions


def _reopened(knowledge: Knowledge, encoder: Encoder | None = None) -> Knowledge:
    other = Knowledge(knowledge.settings, knowledge.clock, encoder=encoder or knowledge.encoder())
    other.open()
    return other


def test_a_second_start_uses_the_index_of_the_first(knowledge: Knowledge, built: list[int]) -> None:
    other = _reopened(knowledge)
    assert built == []
    assert other.check("隔夜菜真的致癌吗").cards[0].entry_id == "geye-cai"
    other.close()


@pytest.mark.parametrize("damage", ["flip", "truncate", "delete", "manifest", "empty"])
def test_a_damaged_index_is_noticed_and_built_again(
    knowledge: Knowledge, built: list[int], damage: str
) -> None:
    directory = knowledge.index_store().path_for(1)
    manifest = directory / "manifest.json"
    largest = max(directory.iterdir(), key=lambda file: file.stat().st_size)
    if damage == "flip":
        content = bytearray(largest.read_bytes())
        content[len(content) // 2] ^= 0xFF
        largest.write_bytes(content)
    elif damage == "truncate":
        os.truncate(largest, 10)
    elif damage == "delete":
        largest.unlink()
    elif damage == "manifest":
        sealed = json.loads(manifest.read_text(encoding="utf-8"))
        sealed["manifest"]["entry_ids"].reverse()
        manifest.write_text(json.dumps(sealed), encoding="utf-8")
    else:
        manifest.write_text("", encoding="utf-8")
    other = _reopened(knowledge)
    assert built == [1]
    assert other.check("隔夜菜真的致癌吗").cards[0].entry_id == "geye-cai"
    other.close()
    assert [index.problem for index in knowledge.index_store().inspect()] == [None]


def test_another_encoder_gets_an_index_of_its_own(knowledge: Knowledge, built: list[int]) -> None:
    encoder = HashEncoder()
    other = _reopened(knowledge, encoder)
    assert built == [1]
    names = {path.name for path in knowledge.settings.index_dir.iterdir() if path.is_dir()}
    assert names == {f"1-{encoder.digest[:8]}", f"1-{knowledge.encoder().digest[:8]}"}
    assert other.check("隔夜菜真的致癌吗").candidates[0].entry_id == "geye-cai"
    other.close()


def test_the_index_of_another_database_with_the_same_revision_is_not_used(
    knowledge: Knowledge, settings: KnowledgeSettings, built: list[int]
) -> None:
    replaced = settings.model_copy(update={"database_url": f"sqlite:///{settings.var}/other.db"})
    write_seed(settings.seed_dir, make_record(phrasings=["换了一种问法"]), MICROWAVE)
    migrations.upgrade(replaced.database_address)
    other = Knowledge(replaced, encoder=knowledge.encoder())
    other.import_entries()
    other.open()
    assert built == [1]
    assert other.check("换了一种问法").cards[0].entry_id == "geye-cai"
    other.close()


def test_two_processes_wanting_the_same_index_build_it_once(
    empty_knowledge: Knowledge, built: list[int]
) -> None:
    empty_knowledge.import_entries()
    published = empty_knowledge.published()
    stores = [IndexStore(empty_knowledge.settings.index_dir, empty_knowledge.encoder()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        snapshots = list(pool.map(lambda store: store.obtain(published), stores))
    assert built == [1]
    assert all(len(snapshot.entries) == 3 for snapshot in snapshots)


def test_only_the_newest_two_indexes_are_kept_and_leftovers_are_removed(knowledge: Knowledge) -> None:
    leftover = knowledge.settings.index_dir / ".9-abcdef12.0123"
    leftover.mkdir()
    for number in range(3):
        draft = make_draft(title=f"第{number}种说法", phrasings=[f"第{number}种说法是真的吗"])
        entry_id = knowledge.create_draft(draft, EDITOR)
        knowledge.submit(entry_id, EDITOR)
        knowledge.publish(entry_id, REVIEWER)
        assert knowledge.refresh()
    assert [index.revision for index in knowledge.index_store().inspect()] == [4, 3]
    assert not leftover.exists()


def test_a_disk_that_cannot_be_written_does_not_stop_the_answers(
    empty_knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_self: IndexSnapshot, _directory: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(IndexSnapshot, "save", full)
    empty_knowledge.import_entries()
    empty_knowledge.open()
    assert empty_knowledge.check("隔夜菜真的致癌吗").outcome == "answer"
    assert "No space left" in caplog.text


def test_readers_search_on_while_a_new_index_is_swapped_in(knowledge: Knowledge) -> None:
    stop = threading.Event()
    seen: set[int] = set()
    troubles: list[str] = []

    def read() -> None:
        while not stop.is_set():
            outcome = knowledge.check("隔夜菜真的致癌吗")
            seen.add(outcome.revision)
            if [card.entry_id for card in outcome.cards] != ["geye-cai"]:
                troubles.append(repr(outcome))

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(3):
        draft = make_draft(title=f"第{number}种说法", phrasings=[f"第{number}种说法是真的吗"])
        entry_id = knowledge.create_draft(draft, EDITOR)
        knowledge.submit(entry_id, EDITOR)
        knowledge.publish(entry_id, REVIEWER)
        knowledge.refresh()
        while knowledge.revision not in seen and not troubles:
            stop.wait(0.01)
    stop.set()
    for reader in readers:
        reader.join()
    assert troubles == []
    assert {2, 3, 4} <= seen


def test_a_publication_by_another_process_is_served_after_a_refresh(knowledge: Knowledge) -> None:
    editor = Knowledge(knowledge.settings, knowledge.clock)  # staff's command: no encoder, no index
    entry_id = editor.create_draft(make_draft(), EDITOR)
    editor.submit(entry_id, EDITOR)
    editor.publish(entry_id, REVIEWER)
    editor.close()
    assert knowledge.card(entry_id).entry_id == entry_id
    assert knowledge.refresh()
    assert knowledge.check("彩虹西瓜能吃吗").cards[0].entry_id == entry_id
