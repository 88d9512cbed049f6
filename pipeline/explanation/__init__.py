"""Why a model decided as it did."""
