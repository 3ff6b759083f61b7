"""The rules of a performance report: pure, exact, standard library only."""
