"""The only door in: what a person can ask for, one module per step of the journey."""
