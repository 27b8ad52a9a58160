"""Who may not want to be named: by an answer in a column, by words beside a name, by a line beside the list."""
