"""From a question to the evidence that may be cited in its answer."""
