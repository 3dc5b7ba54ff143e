"""Every answer that DynamoDB documents, at every call of every route."""
