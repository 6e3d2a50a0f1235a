"""PDF: characters and rulings of its pages become lines, paragraphs and tables."""
