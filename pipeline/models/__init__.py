"""From examples to predictions; the first layer where torch may enter."""
