"""Editors' tables (CSV, Excel): one row per entry, Chinese headings, taken in as drafts, whole or not at all."""
