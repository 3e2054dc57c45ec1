"""The parts of the report: each makes one section of the figures, by rules, and writes its figures down."""
