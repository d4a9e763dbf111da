"""SERVICE and LOAD: what they may reach, and the one way there."""
