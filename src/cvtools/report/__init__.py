"""Reports: the report notebook run by papermill, each run made into one HTML file."""
