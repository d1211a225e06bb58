"""What people are asked to agree to, in plain words, and papers that a practice needs beside it."""
