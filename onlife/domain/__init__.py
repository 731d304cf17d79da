"""Records and rules of the network scan: pure, no input or output."""
