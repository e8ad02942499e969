"""What a notebook needs besides pictures and tables: its first cell, its opening, its exercises."""
