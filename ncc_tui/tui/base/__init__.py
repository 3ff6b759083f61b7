"""What screens are made of: the desk at hand, the one handler of faults, pages, lists, texts."""
