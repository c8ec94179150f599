"""What looks inside files: one module per tool, run in the sandbox alone, never in our own process.

A module's ``parse(path, media_type=…, start=…)`` yields pieces; ``docs/reference/formats/derivatives.md`` says
what they are.
"""
