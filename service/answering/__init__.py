"""From evidence to an answer that holds, or a refusal."""
