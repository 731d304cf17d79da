"""Secrets: tokens and codes, passwords, the second factor."""
