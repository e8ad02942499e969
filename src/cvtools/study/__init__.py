"""The study format: reading, checking and writing what is known about one market question."""
