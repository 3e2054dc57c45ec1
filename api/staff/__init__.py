"""What staff reach with their token."""
