"""Measures who-said-what against gold annotations."""
