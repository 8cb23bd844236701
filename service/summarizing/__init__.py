"""From articles to summaries whose every sentence is cited, one article or ten thousand."""
