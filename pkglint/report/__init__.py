"""Reports: a Report value to text, one module per format."""
