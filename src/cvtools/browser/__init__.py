"""What runs in the browser: modules made of several files, and widgets whose module a page loads once."""
