"""Records of several sources that are one organization, and what is to be done about it."""
