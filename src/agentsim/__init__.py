"""Environments that measure misalignment."""
