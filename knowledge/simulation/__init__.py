"""A made-up inflow of questions and leads, for first looks and as ground truth for tests."""
