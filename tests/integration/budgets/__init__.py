"""The number of requests to AWS of each route (docs/data-model.md), counted at botocore's hooks.

`pages.py` and `forms.py` hold every route and method of the application; HEAD costs the same as GET.
"""
