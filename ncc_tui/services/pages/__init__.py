"""What one screen shows, read at once in one transaction: a module per screen."""
