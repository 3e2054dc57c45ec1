"""Who may work on the knowledge base: accounts, roles, tokens."""
