"""Every documented answer of DynamoDB, at every call of every route."""
