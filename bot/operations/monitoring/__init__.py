"""How the bot is: for service managers, Prometheus, and who looks at its pages."""
