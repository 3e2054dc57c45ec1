"""The controlled list of publishers: which web addresses residents may be sent to, and how far each is trusted."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from knowledge.entries.kinds import SourceTier

PUBLISHERS_FILE = Path(__file__).resolve().parent / "publishers.yml"


def host_of(url: str) -> str | None:
    """The host a web address leads to, in lower case; ``None`` when it is no usable address."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # a port that is no number only shows when it is read
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or host is None or any(mark in url for mark in " \t\n<>\"'"):
        return None
    return host if "." in host.strip(".") else None


def tier_of_url(url: str | None) -> SourceTier:
    """The tier the list gives to the url's host; a host that is not listed, or no url, is a repost (C)."""
    host = host_of(url) if url else None
    return tier_of_host(host) if host is not None else SourceTier.REPOST


def tier_of_host(host: str) -> SourceTier:
    """The tier of the longest listed suffix of ``host``."""
    listed = _listed()
    labels = host.split(".")
    for start in range(len(labels)):
        tier = listed.get(".".join(labels[start:]))
        if tier is not None:
            return tier
    return SourceTier.REPOST


@cache
def _listed() -> Mapping[str, SourceTier]:
    values = yaml.safe_load(PUBLISHERS_FILE.read_text(encoding="utf-8"))
    return {suffix: SourceTier(tier) for tier, suffixes in values.items() for suffix in suffixes}
