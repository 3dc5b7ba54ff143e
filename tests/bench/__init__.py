"""`make bench`: how quickly the package starts and answers, and how often it calls AWS; writes docs/performance.md."""
