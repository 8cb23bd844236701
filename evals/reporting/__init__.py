"""A run as one HTML file that needs nothing else: plots, slices, cases with their evidence."""
