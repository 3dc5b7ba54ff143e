"""What surrounds the application: its AWS resources, its deployment and operations, the local platform."""
