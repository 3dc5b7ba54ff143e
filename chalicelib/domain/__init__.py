"""What a delegation is. Pure rules on small immutable values; standard library only; the time is passed in."""
