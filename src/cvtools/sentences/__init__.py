"""What is said of a segment's numbers, in whole sentences; each names no more than the numbers allow.

Lives here: an ``Analysis`` in, texts out; every sentence is one message for the translators, with whole names filled in
as they stand. May import: analysis, language. Never: figures, tables, HTML.
"""
