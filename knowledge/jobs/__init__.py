"""Runs of jobs that happen once per slot, however many processes would run them."""
