"""How the matcher's weights are fitted and measured, on the benchmark's development half."""
