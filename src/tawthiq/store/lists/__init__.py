"""Lists of others, coming in: any usual file as rows with their line, the folder of a source, fields from columns.

Nothing here writes to a register. ``docs/reference/formats/sources.md`` says what a source's folder holds.
"""
