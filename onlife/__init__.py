"""Onlife netwerkscan: a local prevention network scans together how well it works onlife."""
