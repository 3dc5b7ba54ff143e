"""The commands of operations. They work with the AWS rights of the person who runs them."""
