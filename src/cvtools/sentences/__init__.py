"""What is said of a segment's numbers, in whole sentences."""
