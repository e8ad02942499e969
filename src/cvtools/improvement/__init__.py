"""From value to what it pays: shares of preference."""
