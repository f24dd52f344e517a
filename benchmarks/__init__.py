"""What is measured: each benchmark beside a floor in the same run, so that a noisy machine cannot lie."""
