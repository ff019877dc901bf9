"""From boxes to pages: what is drawn, how tall it is, and where a column ends."""
