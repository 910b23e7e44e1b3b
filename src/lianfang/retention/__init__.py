"""What is removed when, with certificates: collected visits after their days, all but those that made a contact."""
