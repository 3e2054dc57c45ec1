"""Every desk of the console."""

from fastapi import APIRouter

from api.console import (
    accounts,
    audit,
    collection_article,
    collections,
    daily_picks,
    entries,
    entry_editing,
    entry_live,
    entry_review,
    entry_timing,
    entry_versions,
    files,
    ledger,
    ledger_cluster,
    ledger_intake,
    overview,
    partners,
    profile,
    questions,
    reports,
    sign_in,
)


def make_console_routers() -> list[APIRouter]:
    """The router of every desk."""
    return [
        sign_in.router,
        overview.router,
        profile.router,
        accounts.router,
        audit.router,
        entries.router,
        entry_editing.router,
        entry_live.router,
        entry_versions.router,
        entry_timing.router,
        entry_review.router,
        ledger.router,
        ledger_intake.router,
        ledger_cluster.router,
        partners.router,
        questions.router,
        reports.router,
        daily_picks.router,  # before the collections: its addresses look like one of theirs
        collection_article.router,
        collections.router,
        files.router,
    ]
