"""From files and pages to stories."""
