"""A plug-in that ends the process when it is imported."""

import sys

print("imported")
sys.exit(7)
