"""Fitting the numbers of ``matching/thresholds.toml`` on the project's own labelled questions.

Run ``python -m knowledge.calibration``; nothing here is needed to answer residents.
"""
