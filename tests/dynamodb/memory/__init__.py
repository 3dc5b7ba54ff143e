"""DynamoDB's calls about items, carried out in this process on plain dictionaries.

An emulator that is as large as AWS takes most of a test's time. This one knows the keys and the index of the product's
table, the operations that the product and its tests use, and no more: what it does not know is an error of the test,
never a wrong answer.
`tests/integration/test_dynamodb_in_memory.py` holds it against two emulators.
"""
