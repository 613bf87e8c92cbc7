"""The screens: Home, Meeting, Review."""
