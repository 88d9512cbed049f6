"""Labels out and in, in the formats of spreadsheets and of other labelling tools."""
