"""Characters and Markdown; knows nothing of banks."""
