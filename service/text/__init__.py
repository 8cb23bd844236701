"""Plain text, before anybody speaks: normalising, sentences, quotation marks, words and names."""
