"""What a program calls: the bank and what can be asked of it."""
