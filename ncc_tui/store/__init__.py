"""The database: the only package that knows SQL and sqlite-utils."""
