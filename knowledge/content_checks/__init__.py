"""Is the content fit to be public: one small check per rule, for the command, for publishing and for the tests.

``entry_checks`` looks at one entry and needs no encoder; ``collection`` looks at all of them together.
"""
