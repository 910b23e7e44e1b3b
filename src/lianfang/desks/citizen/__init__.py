"""本人页: what a person without an account sees of themselves, and the appeal; what is kept about whom, for anybody."""
