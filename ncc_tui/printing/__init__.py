"""A report as text, Markdown, HTML, PDF, CSV, JSON or XLSX."""
