"""What is measured on rows that were never trained on."""
