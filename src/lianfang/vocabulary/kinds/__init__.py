"""The kinds of fact, a file a matter. ``lianfang.vocabulary`` gathers them."""
