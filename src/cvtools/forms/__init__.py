"""Forms to enter a study: they never lose an entry, and never overwrite somebody else's.

``state`` holds what was typed, ``editing`` changes it, ``checking`` and ``messages`` say what is wrong, ``keeping``
and ``draft`` save it; the pages (``named``, ``weighing``, ``rating``, ``about``) turn it into blocks, which ``form``
shows and ``js/`` draws. ``opening`` is what a notebook calls.
"""
