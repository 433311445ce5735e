"""What the formats share: escaping, words, grouping, tables, the verdict in counts."""
