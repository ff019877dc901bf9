"""What tells data libraries and their users about the files: a dataset card and a Croissant description."""
