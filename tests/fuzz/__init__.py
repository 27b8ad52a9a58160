"""Requests that nobody would send and somebody will; see tests/test_fuzz.py."""
