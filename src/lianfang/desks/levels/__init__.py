"""风险等级和响应级别: what follows for each area by the plan, what is declared of it, and declaring."""
