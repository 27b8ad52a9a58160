"""Appeals: drafted, published, extended, closed or withdrawn; their texts, versions and deadlines."""
