"""Tests that walk the route map: the refusals of every route, and the contents of every answer."""
