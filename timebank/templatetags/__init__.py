"""What templates may ask for: `timebank` (words, icons, fields) and `charts` (drawn figures)."""
