"""A packet for every candidate of a roster."""
