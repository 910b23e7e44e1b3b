"""协查函: letters in and out; each name answered, the reply written, whoever went elsewhere passed on."""
