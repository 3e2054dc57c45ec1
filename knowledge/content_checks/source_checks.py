"""Where an entry's content is from: complete, at an address that fits its tier, and really about the subject."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from knowledge.content_checks.findings import Finding, error, warning
from knowledge.content_checks.limits import load_limits, load_word_lists
from knowledge.entries.draft import DraftSource, EntryDraft
from knowledge.entries.kinds import SourceTier
from knowledge.entries.publishers import host_of, tier_of_host
from knowledge.entries.standards import Standards

_REPOST = "转载"


def check_sources(entry_id: str, content: EntryDraft, standards: Standards) -> Iterator[Finding]:
    """Every source by itself, and whether there is a good one among them."""
    if not content.sources:
        yield error("sources", entry_id, "sources", "至少需要一个来源。")
        return
    for position, source in enumerate(content.sources):
        yield from _check_source(entry_id, f"sources.{position}", source, standards)
    if content.needs_source:
        message = "来源待补：只有转载（C 级），请找到官方或主流媒体的原始出处。"
        yield warning("needs_source", entry_id, "sources", message)


def _check_source(entry_id: str, field: str, source: DraftSource, standards: Standards) -> Iterator[Finding]:
    if source.checked_on is None:
        yield warning("sources", entry_id, f"{field}.checked_on", f"没有写明哪个月核对过：{source.title}")
    if source.url is None:
        yield from _check_without_page(entry_id, field, source, standards)
        return
    host = host_of(source.url)
    if host is None:
        yield error("sources", entry_id, f"{field}.url", f"网址写得不对：{source.url}")
        return
    if source.tier is SourceTier.REPOST:
        yield from _check_repost(entry_id, field, source, host)
    else:
        yield from _check_tier(entry_id, field, source, host)
    if urlsplit(source.url).path in {"", "/"} and not urlsplit(source.url).query:
        yield warning("sources", entry_id, f"{field}.url", f"这是网站首页，不是具体的页面：{source.url}")


def _check_without_page(entry_id: str, field: str, source: DraftSource, standards: Standards) -> Iterator[Finding]:
    if source.tier is SourceTier.MEDIA:
        yield error("sources", entry_id, f"{field}.url", f"B 级来源需要网址：{source.title}")
    elif source.tier is SourceTier.OFFICIAL and not standards.covers(source.title):
        yield error(
            "sources",
            entry_id,
            f"{field}.url",
            f"没有网址的 A 级来源只能是清单（standards.yml）里的标准或法规：{source.title}。"
            "请补上网址，改标为 C，或请管理员把它加入清单。",
        )


def _check_repost(entry_id: str, field: str, source: DraftSource, host: str) -> Iterator[Finding]:
    listed = tier_of_host(host)
    if listed is SourceTier.REPOST or _REPOST in source.title or _REPOST in source.publisher:
        return
    message = (
        f"{host} 在名单里是 {listed.value} 级（{listed.label}），这里标的是 C 级，居民看不到链接。"
        f"是原始出处请改标为 {listed.value}，确实是转载请在标题里写明“转载”。"
    )
    yield warning("sources", entry_id, f"{field}.tier", message)


def _check_tier(entry_id: str, field: str, source: DraftSource, host: str) -> Iterator[Finding]:
    listed = tier_of_host(host)
    if listed is SourceTier.REPOST:
        message = (
            f"{host} 不在可信网站名单里，不能标为 {source.tier.value} 级。请改标为 C（转载），"
            "或请管理员把这个网站加入名单（knowledge/entries/publishers.yml）。"
        )
    elif listed is not source.tier:
        message = f"{host} 在名单里是 {listed.value} 级（{listed.label}），请改标为 {listed.value}。"
    else:
        return
    yield error("sources", entry_id, f"{field}.tier", message)


def check_shared_urls(contents: Mapping[str, EntryDraft]) -> Iterator[Finding]:
    """One page cited for many topics, although its title is not that of a list of many claims."""
    uses: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    titles: dict[str, str] = {}
    for entry_id, content in contents.items():
        for source in content.sources:
            if source.url is not None:
                uses[source.url][content.topic].append(entry_id)
                titles.setdefault(source.url, source.title)
    for url, by_topic in uses.items():
        if len(by_topic) < load_limits().shared_source_topics:
            continue
        if load_word_lists().roundup_titles.search(titles[url]):
            continue
        used = "、".join(f"{topic}（{'、'.join(ids)}）" for topic, ids in sorted(by_topic.items()))
        first = min(entry_id for ids in by_topic.values() for entry_id in ids)
        message = f"同一网页用在 {len(by_topic)} 个主题：{used}；《{titles[url]}》{url}"
        yield warning("shared_source", first, "sources", message)
