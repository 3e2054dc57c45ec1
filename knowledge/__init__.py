"""What is known about food safety, and what is becoming known. No web framework, no Rasa."""
