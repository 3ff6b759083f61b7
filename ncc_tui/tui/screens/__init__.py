"""The screens, a file each, with its .tcss beside it."""
