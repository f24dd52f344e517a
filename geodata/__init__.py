"""WHERE: streets, sides and addresses. Knows nothing of snow."""
