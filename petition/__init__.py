"""Petitions and open letters. docs/architecture.md says what stands where, and who may import whom."""

__version__ = "0.2.0"
