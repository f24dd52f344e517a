"""What readers of plans say of what they refuse, in their own words, which are English, and the same in French.

A name in braces stands for what a sentence quotes; one that ends in an underscore is itself such a sentence.
"""

from typing import Final

WHERE: Final[tuple[tuple[str, str], ...]] = (
    ("line {line}, byte offset {offset}", "ligne %(line)s, octet %(offset)s"),
    ("{where_}, side {side_id}", "%(where_)s, côté %(side_id)s"),
    ("lines {lines} and {number} more", "lignes %(lines)s et %(number)s autres"),
    ("lines {lines} and {last}", "lignes %(lines)s et %(last)s"),
    ("line {line}", "ligne %(line)s"),
    ("byte {offset}", "octet %(offset)s"),
    ("sheet {sheet}, row {line}", "feuille %(sheet)s, ligne %(line)s"),
    ("{days} days {rest}", "%(days)s jours %(rest)s"),
    ("{days} days", "%(days)s jours"),
)

FILES: Final[tuple[tuple[str, str], ...]] = (
    ("the file is empty", "le fichier est vide"),
    ("the file has more than {number} bytes", "le fichier dépasse %(number)s octets"),
    ("the file has more than {number} rows", "le fichier a plus de %(number)s lignes"),
    (
        "this is {what_}, not an Excel workbook (.xlsx) or a CSV file",
        "c’est %(what_)s, et non un classeur Excel (.xlsx) ni un fichier CSV",
    ),
    ("this is {what_}, not a CSV file", "c’est %(what_)s, et non un fichier CSV"),
    ("the archive has a password", "l’archive a un mot de passe"),
    ("the archive has {what_}", "l’archive a %(what_)s"),
    ("the workbook is cut short or damaged", "le classeur est tronqué ou endommagé"),
    ("the workbook is damaged or is none ({what})", "le classeur est endommagé, ou n’en est pas un (%(what)s)"),
    (
        "no sheet of the workbook has a header of our columns in its first rows",
        "aucune feuille du classeur n’a nos colonnes dans ses premières lignes",
    ),
    ("the sheet has a header and no row", "la feuille a un en-tête et aucune ligne"),
    ("the file has a header and no row", "le fichier a un en-tête et aucune ligne"),
    ("the first line is no header", "la première ligne n’est pas un en-tête"),
    ("the header is missing, this line is data", "l’en-tête manque : cette ligne est une donnée"),
    (
        "no column says which sides of street: cote_rue_id, voie, arrondissement or secteur is missing",
        "aucune colonne ne dit quels côtés : il manque cote_rue_id, voie, arrondissement ou secteur",
    ),
    ("the required column {column} is missing", "il manque la colonne %(column)s"),
    ("the columns {one} and {other} say the same thing", "les colonnes %(one)s et %(other)s disent la même chose"),
    ("the column {column} is not known", "la colonne %(column)s est inconnue"),
    (
        "the separator between the cells is {what}, which is not read",
        "le séparateur des cellules (%(what)s) n’est pas lu",
    ),
    (
        "the file declares the separator {one}, but its header has {other}",
        "le fichier annonce le séparateur %(one)s, mais son en-tête a %(other)s",
    ),
    (
        "byte {byte} is not UTF-8, although other letters of the file are",
        "l’octet %(byte)s n’est pas de l’UTF-8, alors que d’autres lettres du fichier le sont",
    ),
    (
        "byte {byte} is not UTF-8, and read as Windows-1252 it gives {word}, which is no word that we know",
        "l’octet %(byte)s n’est pas de l’UTF-8; lu en Windows-1252 il donne %(word)s, un mot inconnu ici",
    ),
    (
        "byte {byte} is neither UTF-8 nor Windows-1252",
        "l’octet %(byte)s n’est ni de l’UTF-8 ni du Windows-1252",
    ),
    (
        "byte {byte} is not {encoding}, as the file's start is",
        "l’octet %(byte)s n’est pas du %(encoding)s comme le début du fichier",
    ),
    (
        "the rows up to here name more than {number} sides of street",
        "jusqu’ici, les lignes nomment plus de %(number)s côtés de rue",
    ),
    (
        "more than {number} different streets or areas cannot be used",
        "plus de %(number)s rues ou secteurs différents ne peuvent pas servir",
    ),
)

ROWS: Final[tuple[tuple[str, str], ...]] = (
    ("the row is longer than {number} characters", "la ligne dépasse %(number)s caractères"),
    ("the row has a NUL byte", "la ligne a un octet nul"),
    (
        "a quote that opens on this line is not closed, or not at the end of its cell",
        "un guillemet ouvert ici n’est pas fermé, ou pas à la fin de sa cellule",
    ),
    ("the row has {cells} cells, the header {width}", "la ligne a %(cells)s cellules, l’en-tête %(width)s"),
    (
        "the file ends inside this row, after {cells} of {width} cells",
        "le fichier s’arrête dans cette ligne, après %(cells)s cellules sur %(width)s",
    ),
    ("the cell has a control character", "la cellule a un caractère de contrôle"),
    ("the cell holds an error", "la cellule contient une erreur"),
    ("the cell holds a yes or no", "la cellule contient un vrai ou faux"),
    ("the cell has a formula and no stored result", "la cellule a une formule sans résultat"),
    ("this looks like a spreadsheet formula", "cela ressemble à une formule de tableur"),
    ("a spreadsheet has turned this id into a number", "un tableur a changé cet identifiant en nombre"),
    ("this cannot be the id of a side of street", "ce ne peut pas être l’identifiant d’un côté de rue"),
    ("the row does not say which sides of street", "la ligne ne dit pas quels côtés de rue"),
    ("the range runs backwards", "les numéros vont à l’envers"),
    ("no side of street is there", "aucun côté de rue ne s’y trouve"),
    ("no side of street matches these cells", "aucun côté de rue ne répond à ces cellules"),
    ("the city has no street of this name", "la ville n’a pas de rue de ce nom"),
    ("the city has no borough of this name", "la ville n’a pas d’arrondissement de ce nom"),
    ("the city has no sector of this name", "la ville n’a pas de secteur de ce nom"),
    ("the city has no {what} of this name", "la ville n’a rien de ce nom : %(what)s"),
    ("several streets bear this name", "plusieurs rues portent ce nom"),
    ("this is no civic number", "ce n’est pas un numéro civique"),
    ("left and right change with the direction", "gauche et droite changent avec le sens"),
    ("this is no parity", "ce n’est ni pair ni impair"),
    ("a state is a whole number", "un état est un nombre entier"),
    ("this is no state of a loading", "ce n’est pas un état du chargement"),
    ("this is no date and time", "ce n’est pas une date avec son heure"),
    ("this is a number, not a date and time", "c’est un nombre, pas une date avec son heure"),
    ("this number would be {date}", "ce nombre serait %(date)s"),
    ("the date is blank", "la date est vide"),
    ("the date is missing", "il manque le jour"),
    ("the hour is missing", "il manque l’heure"),
    ("the hour is counted to twelve", "l’heure est comptée jusqu’à douze"),
    ("the month is a word", "le mois est en lettres"),
    ("this is Excel's own number for a date", "c’est le nombre d’Excel pour une date"),
    ("the day and the month cannot be told apart", "le jour et le mois se confondent"),
    ("the year {year} is out of range", "l’année %(year)s est hors limites"),
    ("the year has two digits", "l’année n’a que deux chiffres"),
    (
        "this date does not exist, there is no month {month}",
        "cette date n’existe pas : il n’y a pas de mois %(month)s",
    ),
    (
        "this date does not exist, there is no day {day} in {month}",
        "cette date n’existe pas : pas de jour %(day)s en %(month)s",
    ),
    (
        "the clocks skip this time, they go forward that night",
        "cette heure n’existe pas : les horloges avancent cette nuit-là",
    ),
    ("a day ends at 00:00 of the next", "un jour finit à 00:00 du lendemain"),
    ("there is no such time of day", "cette heure n’existe pas"),
    ("no place on earth has the offset {offset}", "nul endroit n’a le décalage %(offset)s"),
    ("the end is before the start", "finit avant de commencer"),
    ("the end is the start, the period has no length", "finit à l’heure où cela commence"),
    ("the period lasts {span_}, more than {limit_}", "la période dure %(span_)s, plus de %(limit_)s"),
    ("the start is {span_} ahead, more than {limit_}", "le début est dans %(span_)s, plus de %(limit_)s"),
    ("the end is {span_} in the past, more than {limit_}", "la fin est passée depuis %(span_)s, plus de %(limit_)s"),
    (
        "side {side} already has the ban of {lines_}, from {start} to {end}, and this window is apart from that one",
        "le côté %(side)s est déjà interdit (%(lines_)s) de %(start)s à %(end)s; cette période en est séparée",
    ),
    (
        "side {side} already has the ban of {lines_}, from {start} to {end}, and together they last more than {limit}",
        "le côté %(side)s est déjà interdit (%(lines_)s) de %(start)s à %(end)s; ensemble, plus de %(limit)s",
    ),
)

ADVICE: Final[tuple[tuple[str, str], ...]] = (
    ("did you mean {what}?", "vouliez-vous dire %(what)s?"),
    ("check the street's name and numbers", "vérifiez le nom de la rue et les numéros"),
    ("check the other cells of the row", "vérifiez les autres cellules de la ligne"),
    ("check the day, month and year", "vérifiez le jour, le mois et l’année"),
    ("check that the plan and the street file are of one city", "le plan est-il bien celui de cette ville?"),
    ("a ban over midnight ends on the next day", "une interdiction qui passe minuit finit le lendemain"),
    ("write one of them with its borough: {what}", "écrivez-en une avec son arrondissement : %(what)s"),
    (
        "write an id, a street, a borough or a sector, or * as the street for the whole city",
        "écrivez un identifiant, une rue, un arrondissement ou un secteur, ou * comme rue pour toute la ville",
    ),
    ("write it as the city's street file does", "écrivez-le comme le fichier des rues"),
    ("the street file has none, name the streets", "le fichier des rues n’en a pas : nommez les rues"),
    ("write the id as the city's street file has it", "écrivez l’identifiant comme le fichier des rues"),
    (
        "format the column as text in the spreadsheet and export it again",
        "mettez la colonne au format texte dans le tableur, puis exportez de nouveau",
    ),
    ("write plain text", "écrivez du texte simple"),
    ("write digits only", "écrivez seulement des chiffres"),
    ("write pair, impair or tous (even, odd or both)", "écrivez pair, impair ou tous"),
    ("write one of {states}, or its name", "écrivez l’un de %(states)s, ou son nom"),
    (
        "write {one} or {other}, or declare the day-first form",
        "écrivez %(one)s ou %(other)s, ou cochez « le jour avant le mois »",
    ),
    (
        "write it like 2026-11-23 19:00, the day before the month in 23/11/2026",
        "écrivez-la comme 2026-11-23 19:00, ou 23/11/2026, le jour avant le mois",
    ),
    ("write it like {example}", "écrivez-la comme %(example)s"),
    ("write it after the date, like {example}", "écrivez-la après la date, comme %(example)s"),
    ("write it before the hour: {example}", "écrivez-le avant l’heure : %(example)s"),
    ("write the hour from 00:00 to 23:59: {example}", "écrivez l’heure de 00:00 à 23:59 : %(example)s"),
    ("write an hour from 00:00 to 23:59", "écrivez une heure de 00:00 à 23:59"),
    ("write {month} as a number: {example}", "écrivez %(month)s en chiffres : %(example)s"),
    (
        "write it with four, the day first, like {example}",
        "écrivez-la avec quatre chiffres, le jour d’abord, comme %(example)s",
    ),
    (
        "write it with four, like {one} or {other}",
        "écrivez-la avec quatre chiffres, comme %(one)s ou %(other)s",
    ),
    ("write {day} or another day", "écrivez %(day)s ou un autre jour"),
    ("write -05:00, -04:00 or Z", "écrivez -05:00, -04:00 ou Z"),
    ("write {first} to {last}", "écrivez %(first)s à %(last)s"),
    ("write {text}", "écrivez %(text)s"),
    ("type the cell anew", "retapez la cellule"),
    ("type the date anew", "retapez la date"),
    ("type the value as text", "retapez la valeur comme texte"),
    ("format the cell as a date and time", "donnez à la cellule le format date et heure"),
    ("correct it, or type the value", "corrigez-la, ou tapez la valeur"),
    (
        "open the workbook in Excel, let it calculate, and save it",
        "ouvrez le classeur dans Excel, laissez-le calculer, puis enregistrez-le",
    ),
    ("look for a stray quote", "cherchez un guillemet de trop"),
    (
        "close the quote, or write a quote inside a cell twice",
        "fermez le guillemet, ou doublez celui qui est dans une cellule",
    ),
    (
        "put quotes around a cell that contains {delimiter}",
        "mettez entre guillemets une cellule qui contient %(delimiter)s",
    ),
    (
        "keep one window for a side, and publish the next one when the first is over",
        "gardez une période par côté; publiez la suivante quand la première est finie",
    ),
    ("send the whole file again", "envoyez de nouveau le fichier entier"),
    ("export the plan again, the file is damaged", "exportez de nouveau le plan : le fichier est endommagé"),
    ("export the plan again", "exportez de nouveau le plan"),
    ("export the plan as CSV UTF-8", "exportez le plan en CSV UTF-8"),
    ("export the table as CSV UTF-8", "exportez le tableau en CSV UTF-8"),
    ("ask for the table itself, as CSV UTF-8", "demandez le tableau lui-même, en CSV UTF-8"),
    ("choose the plan's CSV file", "choisissez le fichier CSV du plan"),
    ("decompress it first and send the CSV inside", "décompressez-le, puis envoyez le CSV qu’il contient"),
    ("send the workbook or the CSV that is in it", "envoyez le classeur ou le CSV qu’elle contient"),
    ("save the workbook without one", "enregistrez le classeur sans mot de passe"),
    (
        "open it in Excel and save it anew, or as CSV UTF-8",
        "ouvrez-le dans Excel et enregistrez-le de nouveau, ou en CSV UTF-8",
    ),
    (
        "open it in the program that made it and save it{how}",
        "ouvrez-le dans le programme qui l’a fait, et enregistrez-le en .xlsx, sans mot de passe, ou en CSV UTF-8",
    ),
    (
        "save the file as CSV UTF-8 (Enregistrer sous, CSV UTF-8)",
        "enregistrez le fichier en CSV UTF-8 (Enregistrer sous, CSV UTF-8)",
    ),
    (
        "it may be a login or an error page saved by mistake; export the plan again as CSV UTF-8",
        "c’est peut-être une page d’erreur ou d’entrée enregistrée par mégarde; exportez de nouveau le plan en CSV",
    ),
    ("split it by borough or sector", "divisez-le par arrondissement ou par secteur"),
    (
        "delete the empty rows below the table, or split it by borough or sector",
        "supprimez les lignes vides sous le tableau, ou divisez-le par arrondissement ou par secteur",
    ),
    (
        "name each borough, each sector or the city once",
        "nommez une seule fois chaque arrondissement, chaque secteur ou la ville",
    ),
    ("keep one of the two", "gardez l’une des deux"),
    (
        "the header has {columns}; name the columns as documented",
        "l’en-tête a %(columns)s; nommez les colonnes comme dans le gabarit",
    ),
    ("the header has {columns}; add it", "l’en-tête a %(columns)s; ajoutez-la"),
    ("separate them by semicolon, comma or tab", "séparez-les par point-virgule, virgule ou tabulation"),
    ("correct the line sep=, or delete it", "corrigez la ligne sep=, ou supprimez-la"),
    ("start the file with its column names", "commencez le fichier par les noms des colonnes"),
    (
        "start the file with its column names, such as {example}",
        "commencez le fichier par les noms des colonnes, comme %(example)s",
    ),
    (
        "start a sheet with the column names, such as {example}",
        "commencez une feuille par les noms des colonnes, comme %(example)s",
    ),
    (
        "verify it again, then publish or schedule it anew",
        "revérifiez-le, puis publiez-le ou programmez-le de nouveau",
    ),
)

LEFT_TO_A_PERSON: Final[tuple[tuple[str, str], ...]] = (
    ("the service was down at its hour", "le service était arrêté à l’heure dite"),
    ("whoever asked for it, or agreed to it, may publish no more", "qui l’a demandée ou approuvée ne publie plus"),
    ("it would do more harm than was confirmed: {guards}", "le plan ferait plus de tort que ce qui avait été vu"),
)
