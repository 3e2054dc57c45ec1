"""Content files go in whole or not at all, twice without effect, and never over what staff wrote."""

from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge.entries.models import Entry, EntryVersion
from knowledge.entries.retired import retired_entries
from knowledge.entries.seed_files import read_seed_files
from knowledge.errors import InvalidInput, SeedError
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import COMPLAINT, EDITOR, MICROWAVE, REVIEWER, make_record, write_seed


def _edit(knowledge: Knowledge, entry_id: str, **changes: object) -> None:
    """Change a public entry the way staff do."""
    content = knowledge.entry(entry_id).content
    knowledge.update_draft(entry_id, content.model_copy(update=changes), EDITOR)
    knowledge.submit(entry_id, EDITOR)
    knowledge.publish(entry_id, REVIEWER)


def test_a_first_import_publishes_everything_with_one_revision(empty_knowledge: Knowledge) -> None:
    report = empty_knowledge.import_entries()
    assert sorted(report.created) == ["geye-cai", "tousu", "weibolu"]
    assert report.revision == 1
    card = empty_knowledge.card("weibolu")
    assert card.related[0].entry_id == "geye-cai"
    assert card.sources[0].url is None


def test_importing_again_changes_nothing(empty_knowledge: Knowledge) -> None:
    empty_knowledge.import_entries()
    report = empty_knowledge.import_entries()
    assert (report.created, report.updated, report.kept) == ((), (), ())
    assert len(report.unchanged) == 3
    assert report.revision == 1
    with empty_knowledge.database.read() as session:
        assert len(session.scalars(select(EntryVersion)).all()) == 3


def test_a_changed_file_makes_one_new_version_of_that_entry(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    empty_knowledge.import_entries()
    write_seed(settings.seed_dir, make_record(advice="剩菜当天吃完。"), MICROWAVE, COMPLAINT)
    report = empty_knowledge.import_entries()
    assert report.updated == ("geye-cai",)
    assert report.revision == 2
    assert empty_knowledge.card("geye-cai").advice == "剩菜当天吃完。"
    with empty_knowledge.database.read() as session:
        versions = session.scalars(select(EntryVersion).where(EntryVersion.entry_id == "geye-cai")).all()
    assert [version.content["advice"] for version in versions] == [
        "剩菜两小时内冷藏，吃前热透。",
        "剩菜当天吃完。",
    ]


def test_a_retired_entry_is_withdrawn_and_one_that_staff_changed_stays(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    def record(entry_id: str) -> dict[str, object]:
        return make_record(id=entry_id, title=f"{entry_id} 有毒", phrasings=[f"{entry_id} 能吃吗"])

    changed, untouched = sorted(retired_entries())[:2]
    write_seed(settings.seed_dir, record("kept"), record(changed), record(untouched))
    empty_knowledge.import_entries()
    _edit(empty_knowledge, changed, advice="剩菜当天吃完。")
    write_seed(settings.seed_dir, record("kept"))
    report = empty_knowledge.import_entries()
    assert report.withdrawn == (untouched,)
    assert not empty_knowledge.entry(untouched).is_public
    assert empty_knowledge.entry(changed).is_public
    assert empty_knowledge.import_entries().withdrawn == ()


def test_content_of_others_retires_nothing(
    empty_knowledge: Knowledge, settings: KnowledgeSettings, tmp_path: Path
) -> None:
    (retired, *_) = sorted(retired_entries())
    write_seed(settings.seed_dir, MICROWAVE | {"related": []}, make_record(id=retired))
    empty_knowledge.import_entries()
    write_seed(settings.seed_dir, MICROWAVE | {"related": []})
    assert empty_knowledge.import_entries(write_seed(tmp_path / "own", COMPLAINT)).withdrawn == ()
    assert empty_knowledge.entry(retired).is_public
    by_another_name = settings.seed_dir / ".." / settings.seed_dir.name
    assert empty_knowledge.import_entries(by_another_name).withdrawn == (retired,)


def test_what_is_retired_is_in_no_file_and_what_took_its_place_is() -> None:
    shipped = read_seed_files(KnowledgeSettings().seed_dir)
    assert not retired_entries().keys() & shipped.keys()
    assert {entry_id for entry_id in retired_entries().values() if entry_id} <= shipped.keys()


def test_one_mistake_imports_nothing(empty_knowledge: Knowledge, settings: KnowledgeSettings) -> None:
    write_seed(settings.seed_dir, make_record(truth=""), MICROWAVE, COMPLAINT)
    with pytest.raises(SeedError):
        empty_knowledge.import_entries()
    with empty_knowledge.database.read() as session:
        assert session.scalars(select(Entry)).all() == []


def test_what_staff_changed_is_kept_and_reported(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    empty_knowledge.import_entries()
    _edit(empty_knowledge, "geye-cai", advice="编辑写的建议。")
    unchanged_file = empty_knowledge.import_entries()
    assert (unchanged_file.kept, unchanged_file.updated) == ((), ())
    write_seed(settings.seed_dir, make_record(advice="文件里的新建议。"), MICROWAVE, COMPLAINT)
    assert empty_knowledge.import_entries().kept == ("geye-cai",)
    assert empty_knowledge.card("geye-cai").advice == "编辑写的建议。"


def test_a_draft_in_progress_is_not_thrown_away_by_an_import(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    empty_knowledge.import_entries()
    content = empty_knowledge.entry("geye-cai").content
    empty_knowledge.update_draft("geye-cai", content.model_copy(update={"advice": "写到一半"}), EDITOR)
    write_seed(settings.seed_dir, make_record(advice="文件里的新建议。"), MICROWAVE, COMPLAINT)
    assert empty_knowledge.import_entries().kept == ("geye-cai",)
    assert empty_knowledge.entry("geye-cai").content.advice == "写到一半"


def test_overwrite_puts_the_file_back(empty_knowledge: Knowledge) -> None:
    empty_knowledge.import_entries()
    _edit(empty_knowledge, "geye-cai", advice="编辑写的建议。")
    report = empty_knowledge.import_entries(overwrite=True)
    assert report.updated == ("geye-cai",)
    assert empty_knowledge.card("geye-cai").advice == "剩菜两小时内冷藏，吃前热透。"
    assert empty_knowledge.import_entries(overwrite=True).updated == ()


def test_a_withdrawn_entry_does_not_come_back_by_itself(empty_knowledge: Knowledge) -> None:
    empty_knowledge.import_entries()
    empty_knowledge.withdraw("geye-cai", REVIEWER)
    report = empty_knowledge.import_entries()
    assert report.created == report.updated == ()
    assert not empty_knowledge.entry("geye-cai").is_public


def test_an_export_can_be_imported_without_any_change(empty_knowledge: Knowledge, tmp_path: Path) -> None:
    empty_knowledge.import_entries()
    _edit(empty_knowledge, "geye-cai", advice="编辑写的建议。")
    files = empty_knowledge.export_entries(tmp_path / "out")
    assert [file.name for file in files] == ["rumor-other.yml", "service-other.yml"]
    report = empty_knowledge.import_entries(tmp_path / "out")
    assert (report.created, report.updated, report.kept) == ((), (), ())
    assert report.revision == 2


def test_an_export_is_the_same_every_time_and_in_an_empty_database(
    empty_knowledge: Knowledge, tmp_path: Path
) -> None:
    empty_knowledge.import_entries()
    (first, _) = empty_knowledge.export_entries(tmp_path / "out")
    text = first.read_text(encoding="utf-8")
    empty_knowledge.export_entries(tmp_path / "out")
    assert first.read_text(encoding="utf-8") == text
    assert "隔夜菜致癌" in text


def test_an_export_does_not_mix_with_other_content_files(
    empty_knowledge: Knowledge, settings: KnowledgeSettings
) -> None:
    empty_knowledge.import_entries()
    with pytest.raises(InvalidInput) as caught:
        empty_knowledge.export_entries(settings.seed_dir)
    assert "entries.yml" in caught.value.message


def test_what_was_exported_with_staff_content_counts_as_imported(
    empty_knowledge: Knowledge, tmp_path: Path
) -> None:
    """After an export is taken over as the content files, a later change of the file goes in again."""
    empty_knowledge.import_entries()
    _edit(empty_knowledge, "geye-cai", advice="编辑写的建议。")
    (rumors, _) = empty_knowledge.export_entries(tmp_path / "out")
    empty_knowledge.import_entries(tmp_path / "out")
    rumors.write_text(
        rumors.read_text(encoding="utf-8").replace("编辑写的建议。", "再改一次。"), encoding="utf-8"
    )
    assert empty_knowledge.import_entries(tmp_path / "out").updated == ("geye-cai",)
