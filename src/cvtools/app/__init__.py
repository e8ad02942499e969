"""The workbook as one page without code: forms, sliders and reports."""
