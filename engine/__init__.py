"""The protocols, and the world they run in. Knows no level and no screen."""
