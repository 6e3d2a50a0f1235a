"""What benchmarks run in worker processes."""
