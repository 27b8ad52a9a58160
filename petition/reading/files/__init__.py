"""Files of every format to blocks of text, or to sheets and rows; what is no text is set aside and told."""
