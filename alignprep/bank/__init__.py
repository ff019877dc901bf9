"""What a program calls: the bank, and what it can be asked."""
