"""The national directory: it turns the public extraction of the Annuaire Santé into one small item for each person."""
