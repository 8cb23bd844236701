"""The offline evaluation harness: every figure we print is a command that anyone can run."""
