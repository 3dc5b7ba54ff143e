"""DynamoDB through PynamoDB: one table, one module per kind of item. See docs/data-model.md."""
