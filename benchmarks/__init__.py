"""What `make bench` measures: each figure beside its aim, as a ratio taken in the same run where it can be."""
