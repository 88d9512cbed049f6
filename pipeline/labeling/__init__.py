"""Who labels what next."""
