"""What alignprep itself says in a document, in the language of the bank."""
