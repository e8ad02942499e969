"""From value to what it pays: shares of preference.

May import: uncertainty, value, study. Never: charts, language.
"""

from cvtools.improvement.choice import logit_shares

__all__ = ["logit_shares"]
