"""What happens to a delegation: pure functions from a delegation and an act to what must be written and sent."""
