"""Who may become an administrator on AWS, by which chain, with or without a second factor."""
