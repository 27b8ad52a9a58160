"""What every package stands on: clock, database, vault, tokens, text, languages, web. Knows no word of the field."""
