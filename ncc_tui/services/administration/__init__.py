"""Administration: services, measures, targets, officers, settings and the log."""
