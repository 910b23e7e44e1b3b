"""网格员: today's visits, a card a household in walking order; who came; who lives in the grid. For a phone."""
