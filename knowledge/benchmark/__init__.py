"""How fast matching is, at which size, and how far from what the machine allows: ``python -m knowledge.benchmark``."""
