"""The rules of statistics: local hours, days in a row, words that mark a year."""
