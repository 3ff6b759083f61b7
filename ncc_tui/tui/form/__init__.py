"""The result form: its fields, what stands beside them, its drafts, its questions."""
