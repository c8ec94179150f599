"""Lists going out: one set of records, written in every form that others read. Nothing here decides what may go."""
