"""What follows from clauses: sets, implicates, repairs, and the status of each class."""
