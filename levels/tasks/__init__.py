"""The player's tasks that are no protocol run. Each is a transition relation, as a model is."""
