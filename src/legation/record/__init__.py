"""The record of a story: frozen types, the code tables of the codebook, the JSON Schema."""
