"""Records, vocabulary, search, dumps and discovery: the dataset as linked data and as pages."""
