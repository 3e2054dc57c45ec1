"""How the shipped encoder is made: dictionary glosses, a Unigram tokenizer, a word table, authored pairs.

Run ``python -m knowledge.training``; nothing here is needed to answer residents.
"""
