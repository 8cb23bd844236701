"""Questions of one's own: their format, a template, and a linter that says what is wrong with which line."""
