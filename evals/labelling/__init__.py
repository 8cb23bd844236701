"""People judge sampled answers on a small local page; their judgements are stored and compared with the scores."""
