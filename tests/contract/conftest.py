"""The same real api as in the integration tests."""

from tests.integration.api.conftest import api, api_settings, start
from tests.integration.conftest import clock, database_url, empty_knowledge, knowledge, settings, shipped_encoder

__all__ = [
    "api",
    "api_settings",
    "clock",
    "database_url",
    "empty_knowledge",
    "knowledge",
    "settings",
    "shipped_encoder",
    "start",
]
