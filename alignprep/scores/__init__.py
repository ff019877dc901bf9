"""Scores that come back: filled packets -> scores -> a sheet for the panel that decides. Offline only."""
