"""What is asked of the player, and how it is judged. Knows no screen."""
