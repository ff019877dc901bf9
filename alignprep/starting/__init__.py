"""Beginning a bank, and a question in it, from templates in the bank's language."""
