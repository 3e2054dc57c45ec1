"""Measuring the matcher on labelled questions of any city, beside a BM25 baseline."""
