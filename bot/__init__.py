"""What the Rasa process loads from us: its channel and, when there are any, its components."""
