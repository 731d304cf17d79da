"""Bytes and tables out: what leaves the app."""
