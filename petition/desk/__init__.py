"""The organisers' front page, and what spans rooms there: beginning from a file, publishing, an appeal at a glance."""
