"""What `kohtaa doctor` looks at in the folders: each check is a function from a look to findings."""
