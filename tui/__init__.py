"""The screens: what the player sees and touches."""
