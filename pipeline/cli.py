"""The command ``govplan``."""
