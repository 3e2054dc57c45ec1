"""Content goes out as it came in: the same files, byte by byte, and importing them changes nothing."""

import shutil
from pathlib import Path

import pytest
import yaml

from knowledge.entries.exporting import canonical_yaml, file_name
from knowledge.entries.kinds import EntryKind
from knowledge.entries.seed_files import read_seed_files
from knowledge.errors import InvalidInput
from knowledge.service import Knowledge
from knowledge.settings import KnowledgeSettings
from tests.builders import MICROWAVE, make_record, make_source, write_seed

RICH = make_record(
    id="a-rich",
    title="什么都有的条目",
    topic="法规与维权",
    kind="law",
    verdict=None,
    phrasings=["带：冒号", "- 像列表", "#像注释", "'引号\"", "true", "2026-11-26", "长" * 150],
    related=["weibolu"],
    law=["《食品安全法》第一条"],
    sources=[
        make_source(published_on="2024", checked_on="2026-11"),
        make_source(title="二", url=None, published_on=None, tier="C"),
    ],
)


def test_an_export_of_the_shipped_content_is_canonical_and_imports_without_a_change(
    empty_knowledge: Knowledge, tmp_path: Path
) -> None:
    seed = shutil.copytree(KnowledgeSettings().seed_dir, tmp_path / "shipped")
    empty_knowledge.import_entries(seed)
    out = tmp_path / "out"
    files = empty_knowledge.export_entries(out)
    for file in files:
        text = file.read_text(encoding="utf-8")
        records = yaml.safe_load(text)
        assert text == canonical_yaml(records), file.name
        assert [record["id"] for record in records] == sorted(record["id"] for record in records)
        assert {file_name(EntryKind(record["kind"]), record["topic"]) for record in records} == {file.name}
    assert read_seed_files(out) == read_seed_files(seed)
    report = empty_knowledge.import_entries(out)
    assert (report.created, report.updated, report.kept) == ((), (), ())
    assert len(report.unchanged) == len(read_seed_files(seed))
    before = {file.name: file.read_bytes() for file in files}
    empty_knowledge.export_entries(out)
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_every_kind_of_value_survives(empty_knowledge: Knowledge, tmp_path: Path) -> None:
    seed = write_seed(tmp_path / "in", RICH, MICROWAVE, make_record())
    empty_knowledge.import_entries(seed)
    empty_knowledge.export_entries(tmp_path / "out")
    assert read_seed_files(tmp_path / "out") == read_seed_files(seed)
    assert empty_knowledge.import_entries(tmp_path / "out").updated == ()


def test_files_are_named_by_kind_and_topic(empty_knowledge: Knowledge, tmp_path: Path) -> None:
    seed = write_seed(tmp_path / "in", RICH, MICROWAVE, make_record(topic="隔夜与剩菜"))
    empty_knowledge.import_entries(seed)
    files = empty_knowledge.export_entries(tmp_path / "out")
    assert [file.name for file in files] == ["law-rights.yml", "rumor-leftovers.yml", "rumor-other.yml"]
    assert file_name(EntryKind.SERVICE, "办事服务") == "service.yml"
    assert file_name(EntryKind.KNOWLEDGE, "法规与维权") == "knowledge-law-rights.yml"


def test_an_export_leaves_the_list_of_standards_and_removes_only_its_own_old_files(
    empty_knowledge: Knowledge, tmp_path: Path
) -> None:
    empty_knowledge.import_entries(write_seed(tmp_path / "in", RICH, MICROWAVE | {"related": []}))
    out = tmp_path / "out"
    write_seed(out, MICROWAVE, file="rumor-fruit.yml")
    write_seed(out, RICH, file="law.yml")  # as exports were named before they were split by topic
    (out / "standards.yml").write_text("[]\n", encoding="utf-8")
    empty_knowledge.export_entries(out)
    assert sorted(file.name for file in out.iterdir()) == ["law-rights.yml", "rumor-other.yml", "standards.yml"]
    write_seed(out, make_record(), file="notes.yml")
    with pytest.raises(InvalidInput):
        empty_knowledge.export_entries(out)


def refused(knowledge: Knowledge, directory: Path) -> str:
    """What is said when an export is refused; nothing in the directory may have changed."""
    before = {file.name: file.read_bytes() for file in directory.glob("*")}
    with pytest.raises(InvalidInput) as caught:
        knowledge.export_entries(directory)
    assert {file.name: file.read_bytes() for file in directory.glob("*")} == before
    assert caught.value.field == "directory"
    return caught.value.message


def test_an_export_of_nothing_is_refused_and_keeps_the_files(empty_knowledge: Knowledge, tmp_path: Path) -> None:
    write_seed(tmp_path / "out", make_record(), file="rumor-other.yml")
    assert "没有已发布的条目" in refused(empty_knowledge, tmp_path / "out")
    assert "没有已发布的条目" in refused(empty_knowledge, tmp_path / "not-there")


@pytest.mark.parametrize("name", ["rumor-fruit.yml", "rumor-other.yml", "rumor.yml"])
def test_an_export_never_takes_away_an_entry_it_does_not_hold(
    empty_knowledge: Knowledge, tmp_path: Path, name: str
) -> None:
    empty_knowledge.import_entries(write_seed(tmp_path / "in", RICH, MICROWAVE | {"related": []}))
    write_seed(tmp_path / "out", MICROWAVE, make_record(), make_record(id="another"), file=name)
    message = refused(empty_knowledge, tmp_path / "out")
    assert "another、geye-cai" in message
    assert "weibolu" not in message
    assert "先导入" in message
    assert "空目录" in message


def test_of_many_entries_that_would_be_lost_the_first_are_named(empty_knowledge: Knowledge, tmp_path: Path) -> None:
    empty_knowledge.import_entries()
    write_seed(tmp_path / "out", *(make_record(id=f"e{number:02}") for number in range(40)), file="rumor.yml")
    message = refused(empty_knowledge, tmp_path / "out")
    assert "e00、e01" in message
    assert "e39" not in message
    assert "40 条" in message


@pytest.mark.parametrize("text", ["- [", "# 只有说明", "- {title: 没有编号}", "- {id: [geye-cai]}", "- 一句话"])
def test_an_export_leaves_a_file_alone_whose_entries_it_cannot_tell(
    empty_knowledge: Knowledge, tmp_path: Path, text: str
) -> None:
    empty_knowledge.import_entries()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "rumor-fruit.yml").write_text(text, encoding="utf-8")
    assert "rumor-fruit.yml" in refused(empty_knowledge, tmp_path / "out")
