"""Who is told of an answer, a correction or a withdrawal, each once."""
