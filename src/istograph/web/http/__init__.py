"""What holds for any HTTP service: bounds, caching, negotiation, errors, logs, tokens."""
