"""Words that may tell a reader who a child is, by kind: in small letters, as patterns are made of them.

Lists are never whole: `narrative` says so, and a person reads every sentence before it is published.
"""

AGES = (
    "newborn", "baby", "babies", "infant", "toddler", "pre-schooler", "teenager", "teenage", "teenagers",
    "adolescent", "unborn",
)  # fmt: skip

PLACES_OF_LEARNING = (
    "school", "schools", "academy", "nursery", "pre-school", "preschool", "college", "sixth form",
    "pupil referral unit", "reception class", "playgroup", "university",
)  # fmt: skip

PLACES = (
    "street", "road", "avenue", "lane", "crescent", "estate", "tower block", "village", "hostel", "refuge",
    "hospital", "hospice", "clinic", "surgery", "prison", "young offender institution", "secure unit",
    "caravan", "farm", "mosque", "church", "synagogue", "temple", "gurdwara", "abroad", "overseas",
    "postcode",
)  # fmt: skip

DAYS = (
    "birthday", "christmas", "easter", "eid", "ramadan", "diwali", "hanukkah", "new year's day", "new year's eve",
    "boxing day", "bonfire night", "halloween", "mother's day", "father's day", "half term", "half-term",
    "yesterday", "last week", "last month", "last night", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",
)  # fmt: skip

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
)  # fmt: skip

ORIGINS = (
    "afghan", "african", "albanian", "algerian", "american", "angolan", "arab", "arabic", "armenian", "asian",
    "australian", "bangladeshi", "bengali", "black", "bosnian", "brazilian", "british", "bulgarian", "cantonese",
    "caribbean", "chinese", "colombian", "congolese", "croatian", "cypriot", "czech", "dari", "dutch",
    "egyptian", "english", "eritrean", "estonian", "ethiopian", "farsi", "filipino", "french", "gambian",
    "georgian", "german", "ghanaian", "greek", "gujarati", "gypsy", "hindi", "hungarian", "indian",
    "indonesian", "iranian", "iraqi", "irish", "israeli", "italian", "ivorian", "jamaican", "japanese", "jewish",
    "jordanian", "kenyan", "korean", "kosovan", "kurdish", "latvian", "lebanese", "libyan", "lithuanian", "malaysian",
    "mandarin", "mauritian", "mexican", "moldovan", "mongolian", "moroccan", "muslim", "nepalese", "nepali",
    "nigerian", "norwegian", "pakistani", "palestinian", "pashto", "persian", "polish", "portuguese", "punjabi",
    "roma", "romani", "romanian", "russian", "rwandan", "scottish", "senegalese", "serbian", "sierra leonean",
    "sikh", "hindu", "buddhist", "christian", "catholic", "slovak", "slovenian", "somali", "spanish",
    "sri lankan", "sudanese", "swahili", "swedish", "sylheti", "syrian", "taiwanese", "tamil", "tanzanian", "thai",
    "tigrinya", "traveller", "travellers", "tunisian", "turkish", "ugandan", "ukrainian", "urdu", "uzbek", "venezuelan",
    "vietnamese", "welsh", "white", "yemeni", "yoruba", "zambian", "zimbabwean", "mixed heritage", "dual heritage",
    "asylum", "asylum-seeking", "refugee", "trafficked", "unaccompanied", "nationality", "ethnicity",
    "mother tongue",
)  # fmt: skip

ILLNESSES = (
    "adhd", "aids", "allergy", "amputation", "anaemia", "anorexia", "anxiety", "asperger", "asperger's", "asthma",
    "autism", "autistic", "bipolar", "blind", "brain injury", "bulimia", "cancer", "cerebral palsy", "chemotherapy",
    "coeliac", "coma", "concussion", "crohn's", "cystic fibrosis", "deaf", "dementia", "depressed", "depression",
    "diabetes", "diabetic", "diagnosed", "diagnosis", "dialysis", "disability", "disabled", "down's syndrome",
    "down syndrome", "dyslexia", "dyspraxia", "eating disorder", "eczema", "encopresis", "enuresis", "epilepsy",
    "epileptic", "fasd", "foetal alcohol", "fetal alcohol", "fgm", "fracture", "fractured", "genital mutilation",
    "haemophilia", "hearing loss", "heart condition", "hepatitis", "hiv", "hydrocephalus", "huntington's",
    "illness", "kidney", "learning difficulties", "learning disability", "leukaemia", "lupus", "medication",
    "meningitis", "mental health", "miscarriage", "multiple sclerosis", "muscular dystrophy", "obese", "obesity",
    "obsessive", "overdose", "overdosed", "paralysed", "personality disorder", "pneumonia", "pregnancy", "pregnant",
    "psychosis", "psychotic", "ptsd", "rape", "raped", "schizophrenia", "scoliosis", "seizure", "seizures",
    "self-harm", "self-harmed", "self-harming", "sepsis", "sickle cell", "spina bifida", "stoma", "stroke", "suicidal",
    "suicide", "surgery", "terminal", "terminally", "thalassaemia", "tourette's", "transplant", "tuberculosis", "tumour",
    "tracheostomy", "visually impaired", "wheelchair",
)  # fmt: skip

SIBLINGS = (
    "sibling", "siblings", "brother", "brothers", "sister", "sisters", "twin", "twins", "triplet", "triplets",
    "half-brother", "half-sister", "stepbrother", "stepsister", "step-brother", "step-sister", "eldest", "youngest",
    "only child",
)  # fmt: skip

# What a count of fewer than three is said with.
SMALL = ("one", "two", "a single", "only one", "only two", "neither", "both", "another", "1", "2")
COUNTED = (
    "case", "cases", "child", "children", "family", "families", "audit", "audits", "young person",
    "young people", "boy", "boys", "girl", "girls", "mother", "mothers", "father", "fathers", "parent", "parents",
    "carer", "carers", "care leaver", "care leavers", "baby", "babies", "record", "records", "file", "files",
    "household", "households", "instance", "instances", "worker", "workers", "practitioner", "practitioners",
    "social worker", "social workers",
)  # fmt: skip

# Words that the field writes with a capital and that are nobody's name.
CAPITALISED = (
    "Act", "Annex", "Annual", "Assurance", "City", "Community", "Corporation", "Department", "County", "Borough", "Assessment", "Authority", "Board", "Bill", "Cabinet", "Care", "Care Leaver", "Chair", "Child",
    "Children", "Children's", "Code", "Committee", "Conference", "Council", "Councillor", "Councillors", "Court", "Director",
    "Early", "Education", "England", "Family", "Framework", "Graded", "Health", "Help", "Head", "Headline", "Housing",
    "I", "Improvement", "Independent", "Inadequate", "In", "Lead", "Leader", "Local", "London", "Looked", "After", "Manager",
    "Member", "Members", "Minister", "National", "Need", "Ofsted", "Officer", "Outstanding", "Partnership", "Part",
    "Plan", "Police", "Practice", "Principal", "Protection", "Good", "Quality", "Requires", "Reviewing", "Safeguarding", "School",
    "Scrutiny", "Secretary", "Section", "Service", "Services", "Signs", "Social", "Standards", "Spring", "State", "Strategy", "Summer", "Autumn", "Winter",
    "Team", "Together", "Virtual", "Work", "Working", "Worker", "Young",
    "ADCS", "CAFCASS", "CAMHS", "CIN", "CLA", "CP", "DBS", "DfE", "EHCP", "EHE", "FGC", "GP", "HR", "ICPC", "IRO", "IROs", "IT",
    "LAC", "LADO", "LGA", "MASH", "MARAC", "NEET", "NHS", "PEP", "PLO", "PSW", "QA", "RAG", "RCPC", "SEND", "SMART",
    "SDP", "SMT", "UASC", "UK",
)  # fmt: skip

# Words of the field that are also names: with a capital they are listed.
NAMES = frozenset((
    "amber", "autumn", "baker", "bill", "carter", "chase", "church", "cook", "crystal", "daisy", "dawn", "dean", "faith", "ford", "frank",
    "grace", "grant", "guy", "harmony", "hill", "holly", "hope", "hunter", "ivy", "jack", "joy", "king", "lily", "mark", "mason",
    "max", "mercy", "miles", "pat", "pearl", "penny", "prince", "ray", "rob", "rose", "ruby", "sky", "star", "stone", "sue", "trinity",
    "ward", "will", "wood",
))  # fmt: skip

# Words that sentences begin with, besides the field's own and the smallest ones.
COMMON = (
    "add", "agree", "arrange", "ask", "begin", "bring", "check", "describe", "discuss", "do", "end", "ensure",
    "explain", "find", "follow", "give", "go", "help", "hold", "include", "invite", "keep", "listen", "look",
    "make", "meet", "name", "note", "offer", "plan", "read", "record", "remind", "review", "say", "see",
    "set", "share", "show", "speak", "start", "stop", "take", "talk", "tell", "try", "understand", "use",
    "visit", "write",
    "across", "action", "actions", "additionally", "almost", "already", "although", "among", "another", "anyone",
    "areas", "around", "assessments", "auditor", "auditors", "audits", "bearing", "better", "case", "cases", "changes", "chronologies",
    "clear", "compared", "consider", "continue", "data", "decisions", "despite", "direct", "drift", "early", "effective", "either",
    "elsewhere", "enough", "especially", "even", "every", "everyone", "evidence", "examples", "families", "family", "feedback",
    "fewer", "figures", "finally", "findings", "following", "further", "generally", "given", "good", "grades", "group",
    "half", "hence", "high", "however", "importantly", "improvement", "improvements", "improving", "including", "information", "instead",
    "it's", "joint", "learning", "less", "like", "little", "looking", "managers", "many", "meanwhile", "meetings", "members",
    "moderation", "moderators", "moreover", "mostly", "much", "nearly", "neither", "never", "nevertheless", "next", "nobody", "none",
    "notably", "nothing", "officers", "often", "one", "others", "otherwise", "overall", "parents", "partly", "people",
    "percentages", "perhaps", "planning", "plans", "please", "positively", "practice", "practitioners", "previously", "progress",
    "quality", "quite", "rather", "records", "regular", "relationships", "reports", "results", "reviews", "risk", "risks", "several", "similarly",
    "since", "social", "someone", "something", "sometimes", "staff", "still", "strengths", "strong", "supervision", "taken", "team", "teams",
    "therefore", "think", "three", "though", "throughout", "thus", "timely", "together", "too", "training", "two", "two-thirds",
    "unless", "unlike", "usually", "variable", "views", "visits", "voice", "weak", "well", "whether", "whilst", "furthermore", "considering", "within", "without", "work",
    "workers", "year", "years", "yet",
)  # fmt: skip
