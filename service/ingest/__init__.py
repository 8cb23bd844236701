"""Articles in: read, cleaned, split, attributed, written."""
