"""From characters to sentences, words and windows; nothing here knows about politics."""
