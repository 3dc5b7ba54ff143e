"""What every route refuses and what every answer carries; the tests walk the route map."""
