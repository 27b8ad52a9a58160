"""The organisers' front page, and what spans packages there: beginning from a file, publishing, an appeal at a glance."""
