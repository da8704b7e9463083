"""What holds for all tests."""

from hypothesis import settings

# The same examples in every run, and none failed because the machine was busy.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")
