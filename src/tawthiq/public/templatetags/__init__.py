"""Words of the release, in templates."""
