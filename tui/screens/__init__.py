"""The screens, one a file, imported when they are first shown."""
