"""One study seen from one segment in one language: every number that pictures, tables and sentences need, once."""
