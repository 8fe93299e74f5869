"""Reads results and explains them: measures, pictures, the report and the explorer."""
