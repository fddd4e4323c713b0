"""The parts of the pictures. Each is drawn from a point down, and returns where it ends."""
