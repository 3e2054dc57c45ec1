"""Weekly reports as files: Word, PDF, HTML and JSON of one document."""
