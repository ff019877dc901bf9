"""Files of other kinds -> questions in the folder of a bank."""
