"""The ids of posts on each network: what they say of time and order, and the addresses of posts."""
