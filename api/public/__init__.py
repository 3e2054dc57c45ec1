"""What residents reach without signing in."""
