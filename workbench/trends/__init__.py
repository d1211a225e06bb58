"""What a page of trends is made of: series, statistics, charts' frames."""
