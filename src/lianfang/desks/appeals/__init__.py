"""申诉: appeals with the time left, answered by named doctors as decisions; codes given at a counter."""
