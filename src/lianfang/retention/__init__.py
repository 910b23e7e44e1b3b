"""What is removed when, with certificates: collected visits, facts past their days, outbreaks that are closed."""
