"""A folder of source files -> a bank, or problems with their places."""
