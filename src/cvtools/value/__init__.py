"""The value model: contributions, values, gaps, and what would change them."""
