"""What lies between the generals and the roads: services, what each hides and what it cannot hide."""
