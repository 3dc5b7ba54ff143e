"""All interleavings of two acts: every order of their calls to DynamoDB that can make a difference."""
