"""DynamoDB's documented limits, enforced in front of the emulator of every test.

Emulators store requests that DynamoDB would refuse. Each client of botocore in a test process refuses them here, with
AWS's own errors. The rules are those of the Developer Guide: « Constraints in Amazon DynamoDB »
(docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html) and « DynamoDB item sizes and formats »
(…/CapacityUnitCalculations.html); of the API Reference: TransactWriteItems, BatchGetItem, BatchWriteItem, Query.

Only functions that an emulator runs from a package (`tests/integration/infra`) lack these limits.
"""
