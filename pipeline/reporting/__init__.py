"""What leaves the building: tables that are safe to open."""
