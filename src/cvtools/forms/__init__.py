"""Forms: a study while it is typed. They never lose an entry, and never overwrite somebody else's.

    draft = cv.open_draft("my_study", like=study)
    cv.forms.segments(draft)

May import ``study``, ``language`` and ``browser``; ``README.md`` says what each file holds. Widgets are loaded when the
first form is made.
"""

from cvtools.forms.doors import drivers, levers, offerings, open_draft, ratings, segments, study, weights

__all__ = ["drivers", "levers", "offerings", "open_draft", "ratings", "segments", "study", "weights"]
