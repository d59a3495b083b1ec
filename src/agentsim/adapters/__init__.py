"""Other people's programs: each module here is one of them and one extra, and nothing in the package imports it."""
