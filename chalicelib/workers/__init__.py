"""The functions that events start: the table's stream, the schedule, the reports of SES."""
