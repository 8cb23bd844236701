"""The nouns of the product: frozen dataclasses, standard library only."""
