"""What runs in the browser: HTML in which no text is markup, JavaScript modules, widgets that a page loads once.

May import: nothing of the package but ``study.storage``.
"""
