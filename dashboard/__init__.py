"""The screen: views draw and call, never compute."""
