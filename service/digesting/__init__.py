"""Digests that are sent by themselves: when they are due, to a file or a signed webhook, once."""
