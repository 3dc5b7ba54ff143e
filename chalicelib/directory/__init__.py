"""The national directory: from the public extraction of the Annuaire Santé to one small item for each person."""
