"""Who changed what, and when (审计日志)."""
