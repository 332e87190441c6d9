package closing

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tilstand/internal/tabular"
)

// ErrNoEvidence: the file can be read, and has no columns with a school year and a figure.
var ErrNoEvidence = errors.New("the file has no columns with a school year and a figure of the pupil survey")

// An EvidenceFile is what was found in a table of the national statistics.
type EvidenceFile struct {
	Evidence []Evidence
	Faults   tabular.Faults // rows that say something that cannot be read
	Others   int            // rows about other schools, or about parts: one sex, one question, an index that is none of ours, no figure
}

// columns of the tables of Udir's statistics, by what their headings become in [plain]: those of Statistikkbanken's export of the pupil survey, of the
// files that its pages offer, and of a table that somebody has made by hand.
var evidenceColumns = map[string][]string{
	"year":   {"skoleaarnavn", "skoleår", "skoleaar", "periode", "år", "aar", "tidid", "year", "schoolyear"},
	"index":  {"spoersmaalgruppe", "spørsmålsgruppe", "spørsmålgruppe", "indikatordelskår", "indikator", "indikatornavn", "indeks", "index"},
	"item":   {"spoersmaalnavn", "spørsmål", "spoersmaal"},
	"grade":  {"trinnnavn", "trinn", "årstrinn", "grade"},
	"sex":    {"kjoenn", "kjønn", "kjoennnavn"},
	"score":  {"score", "verdi", "snitt", "gjennomsnitt", "skår", "skaar", "andelmobbet", "value"},
	"school": {"organisasjonsnummer", "orgnr", "orgnummer"},
	"owners": {"eierform", "eierformnavn"},
}

// indexNames are what the tables call the indices, in [plain], in bokmål, nynorsk and English.
var indexNames = map[string]Index{
	"trivsel": WellBeing, "wellbeing": WellBeing, "støttefralærerne": TeacherSupport, "støttefrålærarane": TeacherSupport, "støttefralærer": TeacherSupport, "supportfromteachers": TeacherSupport,
	"støttehjemmefra": HomeSupport, "støtteheimanfrå": HomeSupport, "supportfromhome": HomeSupport, "fagligutfordring": Challenge, "fagligutfordringar": Challenge, "fagleggutfordring": Challenge, "faglegutfordring": Challenge,
	"vurderingforlæring": Assessment, "læringskultur": LearningCulture, "mestring": Mastery, "meistring": Mastery, "motivasjon": Motivation,
	"elevdemokratiogmedvirkning": Democracy, "elevdemokratiogmedverknad": Democracy, "elevdemokrati": Democracy, "felleregler": Rules, "fellesregler": Rules, "fellesreglar": Rules,
	"utdanningogyrkesveiledning": Guidance, "utdanningogyrkesrettleiing": Guidance, "utdanningsogyrkesveiledning": Guidance, "utdanningsogyrkesrettleiing": Guidance,
	"mobbingpåskolen": Bullied, "mobbingpåskulen": Bullied, "mobbetpåskolen": Bullied, "mobbapåskulen": Bullied, "andelmobbet": Bullied, "mobbing": Bullied,
}

// plain is a heading or a name without capitals, spaces and signs.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// ReadEvidence reads a table from its beginning, and keeps the figures of the school with the organisation number; every figure of a table that names no school is taken
// for the school's. Rows that are about something else are passed over, and those that cannot be read are faults. Errors are [ErrNoEvidence] and those of package tabular, wrapped.
func ReadEvidence(r io.ReadSeeker, orgnr, source string, limits tabular.Limits) (*EvidenceFile, error) {
	table, err := tabular.Read(r, tabular.Options{Limits: limits})
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	defer table.Close()
	in := evidenceReader{file: &EvidenceFile{}, names: table.Columns(), place: map[string]int{}, orgnr: orgnr, source: source}
	for i, heading := range in.names {
		for what, names := range evidenceColumns {
			if _, taken := in.place[what]; !taken && slices.Contains(names, plain(heading)) {
				in.place[what] = i
				in.bullied = in.bullied || plain(heading) == "andelmobbet"
			}
		}
	}
	_, year := in.place["year"]
	_, score := in.place["score"]
	_, index := in.place["index"]
	if !year || !score || !index && !in.bullied {
		return nil, fmt.Errorf("read evidence: %w", ErrNoEvidence)
	}
	for row := range table.Rows(&in.file.Faults) {
		in.row(row)
	}
	if err := table.Err(); err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	return in.file, nil
}

// evidenceReader is a table while it is read.
type evidenceReader struct {
	file          *EvidenceFile
	names         []string
	place         map[string]int
	bullied       bool // the figure is a share of pupils who are bullied, whatever the row says it is about
	orgnr, source string
}

func (in *evidenceReader) cell(row tabular.Row, what string) string {
	if i, ok := in.place[what]; ok {
		return row.Cells[i]
	}
	return ""
}

// row takes a row. What is all pupils, all owners and all questions of an index together is called "Alle …" in every table.
func (in *evidenceReader) row(row tabular.Row) {
	about := func(what string) bool {
		said := plain(in.cell(row, what))
		return said == "" || strings.HasPrefix(said, "all") || strings.HasPrefix(said, "begge")
	}
	index, known := indexNames[plain(in.cell(row, "index"))]
	if in.bullied {
		index, known = Bullied, plain(in.cell(row, "item")) == "" || indexNames[plain(in.cell(row, "item"))] == Bullied || about("item")
	}
	school := in.cell(row, "school")
	switch {
	case school != "" && school != in.orgnr, !about("sex"), !about("owners"), !known, !in.bullied && !about("item"), in.cell(row, "score") == "":
		in.file.Others++
		return
	}
	e := Evidence{EvidenceKey: EvidenceKey{Index: index}, Source: in.source}
	fault := func(what, allowed string) {
		in.file.Faults.Add(tabular.Fault{Row: row.Number, Column: in.names[in.place[what]], Value: in.cell(row, what), Problem: tabular.NotAllowed, Allowed: allowed})
	}
	var ok bool
	if e.Year, ok = yearOf(in.cell(row, "year")); !ok {
		fault("year", "2025-26")
		return
	}
	if e.Grade, ok = gradeOf(in.cell(row, "grade")); !ok {
		fault("grade", "1–10, Vg1–Vg3")
		return
	}
	low, high := index.Range()
	if e.Score, ok = ParseScore(in.cell(row, "score")); !ok || len(e.problems()) > 0 {
		fault("score", fmt.Sprintf("%g–%g, *", low, high))
		return
	}
	if i := slices.IndexFunc(in.file.Evidence, func(o Evidence) bool { return o.EvidenceKey == e.EvidenceKey }); i >= 0 {
		if !in.file.Evidence[i].same(e) {
			in.file.Faults.Add(tabular.Fault{Row: row.Number, Column: in.names[in.place["score"]], Value: in.cell(row, "score"), Problem: tabular.Duplicate})
		}
		return
	}
	in.file.Evidence = append(in.file.Evidence, e)
}

var (
	schoolYear = regexp.MustCompile(`^(20[0-9]{2})\s*[-–/]\s*(20)?([0-9]{2})$`)
	plainYear  = regexp.MustCompile(`^(20[0-9]{2})([01][0-9])?$`) // a year, or a year and a month as Statistikkbanken numbers its terms
	someGrade  = regexp.MustCompile(`^([0-9]{1,2})(trinn|årstrinn|steg)?$`)
	upperGrade = regexp.MustCompile(`^(?:vg|videregåendetrinn|vidaregåandetrinn|vidaregåandesteg)([123])$`)
)

// yearOf is the year in which a school year begins: "2025-26", "2025–2026", "2025/26", "202512" and "2025" are all 2025.
func yearOf(text string) (int, bool) {
	text = strings.TrimSpace(text)
	match := schoolYear.FindStringSubmatch(text)
	if match == nil {
		if match = plainYear.FindStringSubmatch(text); match == nil {
			return 0, false
		}
		year, err := strconv.Atoi(match[1])
		return year, err == nil
	}
	year, err := strconv.Atoi(match[1])
	return year, err == nil && match[3] == fmt.Sprintf("%02d", (year+1)%100)
}

// gradeOf is "7. trinn", "7", "Vg1" or "Videregående trinn 1"; nothing and "Alle trinn" are 0.
func gradeOf(text string) (int, bool) {
	said := plain(text)
	if said == "" || strings.HasPrefix(said, "all") {
		return 0, true
	}
	if match := upperGrade.FindStringSubmatch(said); match != nil {
		return 10 + int(match[1][0]-'0'), true
	}
	match := someGrade.FindStringSubmatch(said)
	if match == nil {
		return 0, false
	}
	grade, err := strconv.Atoi(match[1])
	return grade, err == nil && 1 <= grade && grade <= lastGrade
}
