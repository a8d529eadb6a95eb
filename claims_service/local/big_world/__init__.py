"""A world as large as the service may become, for measuring. It has its own database, beside the one of `make run`.

Rows go in by the thousand, and every constraint and trigger stays where it is: claims are born drafts, and move by
`lifecycle.move_many`; payment runs are prepared, released and answered by their services.
"""
