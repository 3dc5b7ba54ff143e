"""The table in memory answers as emulators of DynamoDB do."""
