"""What golearn's speed is measured by: `python -m benchmarks`."""
