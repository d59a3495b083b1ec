"""From a family's folder, a seed and factors to a scenario: reading, drawing, writing, compiling."""
