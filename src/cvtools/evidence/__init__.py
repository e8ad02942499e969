"""From what customers say to numbers with their evidence: shares, means, importances, choices, segments, words.

Lives here: statistics as plain functions on arrays (``proportions``, ``key_drivers``, ``choices``, ``kano``,
``agreement``). May import: ``study``, ``value``. Never: ``analysis``, ``forms``, ``language``, ``charts``.
"""
