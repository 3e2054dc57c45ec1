"""Everything that speaks HTTP, and the ``xiaochen`` command."""
