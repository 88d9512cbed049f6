"""What the pipeline itself says, in English and Chinese: errors, findings, reports, terminal."""
