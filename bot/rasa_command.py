"""Rasa's command line, started in an order that saves ten seconds.

    .venv-rasa/bin/python bot/rasa_command.py run --model ...

Rasa keeps the classifier with skops, which looks up 750 names in every module loaded so far. Loaded after
TensorFlow's two thousand modules that takes 10 s, loaded first about 1 s (measured 2026-11-24, skops 0.9.0).
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Rasa imports bot.channels and bot.components from the repository root, not from this file's folder.
sys.path[0] = str(Path(__file__).resolve().parents[1])

import skops.io  # noqa: E402, F401 - before Rasa, which loads TensorFlow
from rasa.__main__ import main  # noqa: E402

if __name__ == "__main__":
    main()
