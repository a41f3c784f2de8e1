"""One Document tree -> HTML, Word, PDF; sheets -> Excel. Plain Python: no Django here.

`document` says what a paper is made of. `html.fragment` and `html.page`, `word.docx` and
`pdf.pdf` each turn the same Document into what a person opens, so that a page, its Word file
and its PDF cannot disagree. `charts` draws what all of them show; `excel.workbook` is for rows.
"""
