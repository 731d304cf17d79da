"""The network meeting: preparing it, its screens on the projector, and the ballot on every phone."""
