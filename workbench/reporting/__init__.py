"""A person's course as a PDF: charts as drawings, tables, pictures where they are chosen."""
