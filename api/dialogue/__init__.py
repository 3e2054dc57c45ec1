"""A chat turn: what happens between a resident's message and the reply."""
