"""The questions desk: what residents asked, how it was answered, and what editors made of it."""
