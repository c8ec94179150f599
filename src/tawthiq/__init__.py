"""Tawthiq: every published figure walks back to the claim, the exact words and the preserved bytes."""

__version__ = "0.1.0"
