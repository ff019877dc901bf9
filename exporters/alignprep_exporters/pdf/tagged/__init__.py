"""Drawing on tagged pages, and writing them as a PDF file (PDF/UA-1, PDF/A-2a) with the help of reportlab."""
