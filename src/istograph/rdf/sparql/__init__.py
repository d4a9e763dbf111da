"""The text of queries and updates: looked through, put right, taken apart; never executed."""
