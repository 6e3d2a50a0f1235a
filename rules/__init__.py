"""Rules: a Document becomes a Plan."""
