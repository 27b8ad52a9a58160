"""What one line says: by its shape, its set phrases, its dates; a name, and what follows a name."""
