"""What a release is made of: locked requirements, their audit and licences, and the files."""
