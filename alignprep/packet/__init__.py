"""A choice of questions, as one edition shows them."""
