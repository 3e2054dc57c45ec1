"""Input channels named in bot/credentials.yml."""
