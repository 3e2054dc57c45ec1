"""Public pages: an entry, a collection, the entry of the day, and the feeds of what is new."""
