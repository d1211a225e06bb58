"""What can be seen in a person's pictures: definitions, values beside their own earlier ones."""
