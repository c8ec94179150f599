"""Pages of the public site: each asks the release and fills a template."""
