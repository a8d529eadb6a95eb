"""A believable world for demos: small files of our own making in the registers' formats, and a story told by the services."""
