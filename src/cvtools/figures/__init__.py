"""A study's pictures, each with its table one click away."""
