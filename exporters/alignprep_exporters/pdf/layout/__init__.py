"""The boxes of a document, and how they fill columns and pages."""
