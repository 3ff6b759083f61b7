"""The commands of `ncc-tui`, a module each: options in, services called, words out."""
