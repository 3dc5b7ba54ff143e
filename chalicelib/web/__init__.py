"""Pages: what people see and the forms they send. Each module holds the pages of one subject."""
