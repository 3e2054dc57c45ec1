"""Bringing what is known to people who did not ask: collections (专题) and the entry of the day (每日一条)."""
