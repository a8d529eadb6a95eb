"""Everything that makes one computer enough to run the service. None of it is in the image."""
