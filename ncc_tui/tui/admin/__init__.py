"""What an admin does: looking at the set-up, and importing."""
