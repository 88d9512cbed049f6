"""Where the computing of a run happens."""
