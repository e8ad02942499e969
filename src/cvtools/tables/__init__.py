"""What notebooks and reports show as tables."""
