"""Which records of lists are one person: one definition of levels, three executors, clusters, calibrated scores."""
