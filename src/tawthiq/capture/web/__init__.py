"""Visits to addresses of the web: a browser shut in, one guarded way out, and everything that came back, kept."""
