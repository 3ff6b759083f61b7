"""What an officer can do, one thing a module, with its permissions and its transaction."""
