"""How questions and leads move over time: counts by named queries, and what may be said about them."""
