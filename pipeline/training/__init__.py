"""Fine-tuning: presets, batches, the loop, and what its failures mean."""
