"""What a file is that is no plan: what readers call it, in English, and the same in French."""

from typing import Final

CONTENTS: Final[tuple[tuple[str, str], ...]] = (
    ("an Excel workbook (.xlsx) or another zip archive", "un classeur Excel (.xlsx) ou une autre archive zip"),
    ("a binary Excel workbook (.xlsb)", "un classeur Excel binaire (.xlsb)"),
    ("an old Excel workbook (.xls), or one with a password", "un ancien classeur Excel (.xls), ou avec mot de passe"),
    ("an OpenDocument spreadsheet (.ods)", "un classeur OpenDocument (.ods)"),
    ("a Word document", "un document Word"),
    ("a PDF document", "un document PDF"),
    ("an RTF document", "un document RTF"),
    ("an empty zip archive", "une archive zip vide"),
    ("a zip archive", "une archive zip"),
    ("a gzip archive", "une archive gzip"),
    ("a bzip2 archive", "une archive bzip2"),
    ("an xz archive", "une archive xz"),
    ("a 7-Zip archive", "une archive 7-Zip"),
    ("a program", "un programme"),
    ("an image", "une image"),
    ("an SQLite database", "une base de données SQLite"),
    ("HTML or XML", "du HTML ou du XML"),
    ("JSON", "du JSON"),
    ("more than {number} entries", "plus de %(number)s entrées"),
    ("two entries of one name", "deux entrées du même nom"),
    ("an entry whose name leads out of it", "une entrée dont le nom mène hors d’elle"),
    ("a link in place of a file", "un lien au lieu d’un fichier"),
    ("an entry that is compressed in an unusual way", "une entrée comprimée d’une façon inhabituelle"),
    ("another archive or document in it", "une autre archive ou un autre document"),
    ("an entry that inflates too much", "une entrée qui gonfle trop"),
    ("more than {number} bytes of texts", "plus de %(number)s octets de textes"),
    ("more than {number} bytes when inflated", "plus de %(number)s octets une fois décomprimée"),
)
