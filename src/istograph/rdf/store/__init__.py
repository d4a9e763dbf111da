"""The published dataset, and the confined processes that read it and write to it."""
