"""What a question is, and what must hold between questions."""
