"""How many requests to AWS each route costs (design, « Calls to DynamoDB »), counted at botocore's hooks.

`pages.py` and `forms.py` hold every route and method of the application; HEAD costs what GET costs.
"""
