"""Boards made from real runs."""
