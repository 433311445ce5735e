"""A corpus of breadth: small artifacts made from a seed, each with what a careful maintainer would want to be reported.

The tables in ``tables/`` are written from public documentation of formats, tools and providers, not from the tables of
pkglint: what they measure is how far the rules reach beyond what their authors had in front of them.
"""
