"""Personal data in texts: found offline by rules in Chinese and English, and masked by stable tokens."""
