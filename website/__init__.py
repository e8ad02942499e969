"""The site that `make site` builds: what of it is not the workbook's own."""
