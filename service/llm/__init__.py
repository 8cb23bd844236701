"""Language models: prompts, and the client of OpenAI-compatible servers."""
