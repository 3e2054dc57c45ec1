"""Whether the dialogue says what the check says: the own questions through ``/chat`` and ``/check`` of a product."""
