"""Exact answers: what the best possible enemy could do."""
