"""DynamoDB's documented limits, held in front of the emulator of every test.

Emulators store what DynamoDB would refuse. Each client of botocore that a test process makes refuses it here, in the
shape in which AWS answers. The rules are those of the Developer Guide: « Constraints in Amazon DynamoDB »
(docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html) and « DynamoDB item sizes and formats »
(…/CapacityUnitCalculations.html); of the API Reference: TransactWriteItems, BatchGetItem, BatchWriteItem, Query.

Functions that an emulator runs from a package (`tests/integration/infra`) are the one place where it is not.
"""
