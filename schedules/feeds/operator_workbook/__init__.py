"""What an operator writes in Excel: the bytes of a workbook in, plans and a report of every unusable row out."""
