"""OnRecord: who said what in the news, verbatim, cited, or an honest refusal."""

__version__ = "0.1.0"
