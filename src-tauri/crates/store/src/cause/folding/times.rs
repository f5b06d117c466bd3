//! Folds dates, times and time zones in the formats of users and programs of any country.

use crate::{older_fingerprint::FOLDED_PLACEHOLDER, pattern::pattern};

macro_rules! months {
    () => {
        concat!(
            "january|february|march|april|may|june|july|august|september|october|november|december",
            "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec",
            "|ιανου[αά]ριο[υςσ]|φεβρου[αά]ριο[υςσ]|μ[αά]ρτιο[υςσ]|μαρτ[ιί]ου|απρ[ιί]λιο[υςσ]|απριλ[ιί]ου|μ[αά][ιϊΐί]ο[υςσ]|μα[ϊΐί]ου",
            "|ιο[υύ]νιο[υςσ]|ιουν[ιί]ου|ιο[υύ]λιο[υςσ]|ιουλ[ιί]ου|α[υύ]γουστο[υςσ]|αυγο[υύ]στου|σεπτ[εέ]μβριο[υςσ]|σεπτεμβρ[ιί]ου",
            "|οκτ[ωώ]βριο[υςσ]|οκτωβρ[ιί]ου|νο[εέ]μβριο[υςσ]|νοεμβρ[ιί]ου|δεκ[εέ]μβριο[υςσ]|δεκεμβρ[ιί]ου|ιανουαρ[ιί]ου|φεβρουαρ[ιί]ου",
            "|ιαν|φεβ|μ[αά]ρτ?|απρ|μα[ϊΐίι]|μ[άα]ι|ιο[υύ]ν|ιο[υύ]λ|α[υύ]γ|σεπτ?|οκτ|νο[εέ]|δεκ",
            "|januar|jänner|februar|märz|juni|juli|oktober|dezember|mai|jän|mär|mrz|okt|dez",
            "|janvier|février|fevrier|mars|avril|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre",
            "|janv|févr|fév|fevr|avr|juil|aoû|déc",
            "|ianuarie|februarie|martie|aprilie|iunie|iulie|septembrie|octombrie|noiembrie|decembrie|ian|iun|iul|noi",
            "|януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
            "|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
            "|ян[ув]?|фев[рр]?|мар|апр|юн|юл|авг|сеп[т]?|окт|ное[м]?|дек",
            "|gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|dicembre|gen|mag|giu|lug|ago|set|ott|dic",
            "|enero|febrero|abril|mayo|junio|julio|septiembre|octubre|noviembre|diciembre|ene|abr",
            "|ocak|şubat|mart|nisan|mayıs|haziran|temmuz|ağustos|eylül|ekim|kasım|aralık",
            "|janar|shkurt|prill|qershor|korrik|gusht|shtator|tetor|nëntor|dhjetor",
            "|siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|listopada|studenoga?|prosinca",
            "|januar[a]?|februar[a]?|marta|aprila|juna|jula|avgusta?|septembra|oktobra|novembra|decembra"
        )
    };
}
macro_rules! english {
    () => {
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    };
}
macro_rules! weekdays {
    () => {
        concat!(
            "(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?",
            "|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|mo|di|mi|do|fr|sa|so",
            "|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim",
            "|δευτ[εέ]ρα|τρ[ιί]τη|τετ[αά]ρτη|π[εέ]μπτη|παρασκευ[ηή]|σ[αά]ββατο|κυριακ[ηή]|δευ|τρ[ιί]|τετ|π[εέ]μ|παρ|σ[αά]β|κυρ",
            "|понеделник|вторник|сряда|четвъртък|петък|събота|неделя|пон|пн|вт|ср|чет|чт|пет|пт|съб|сб|нед|нд",
            "|luni|marți|miercuri|joi|vineri|sâmbătă|duminică|mie|vin|sâm|dum"
        )
    };
}
macro_rules! half {
    () => {
        concat!(
            r"(?:a\.? ?m\b\.?|p\.? ?m\b\.?|π\.? ?μ\b\.?|μ\.? ?μ\b\.?|пр\. ?об(?:\b|яд)\.?|сл\. ?об(?:\b|яд)\.?|vorm\.|nachm\.",
            r"|öö\b|ös\b|de\.|du\.|上午|下午|午前|午後|오전|오후|e paradites|e pasdites|dop\.|odp\.)"
        )
    };
}
macro_rules! zone {
    () => {
        concat!(
            r"(?:(?:UTC|GMT)(?: ?[+-]\d{1,2}(?::?\d{2})?)?\b",
            r"|(?:WET|WEST|CET|CEST|MEZ|MESZ|EET|EEST|OEZ|OESZ|MSK|MSD|BST|IST|TRT|EST|EDT|CST|CDT|MST|MDT|PST|PDT|AST|ADT|AKST|AKDT|HST",
            r"|NZST|NZDT|AEST|AEDT|ACST|AWST|JST|KST|HKT|SGT|GST|PKT|SAST|CAT|EAT|WAT|BRT|ART)\b",
            r"|Z\b|[+-]\d{2}:?\d{2}\b",
            r"|(?:[A-Z][a-z]+ ){1,3}(?:Standard |Summer |Daylight )?Time\b",
            r"|(?:Θερινή|Χειμερινή)?(?: ?[Ωώ]ρα) [\p{L}]+(?: [\p{L}]+)?\b)"
        )
    };
}
macro_rules! region {
    () => {
        r"(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)/[A-Za-z_]+(?:/[A-Za-z_]+)?(?:[+-]\d{1,2})?"
    };
}

pattern!(
    ISO,
    concat!(
        r"(?:\b(?i:",
        weekdays!(),
        r")\.?,? )?\b\d{4}([-/.])\d{1,2}[-/.]\d{1,2}(?:[Tt_ ]{1,2}\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?)?"
    )
);
pattern!(
    NUMERIC,
    concat!(
        r"(?:\b(?i:",
        weekdays!(),
        r")\.?,? )?\b\d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.|-\d{1,2}-|\. \d{1,2}\. )(?:\d{4}|\d{2})\b(?: ?г\.| r\.)?"
    )
);
pattern!(
    NAMED,
    concat!(
        r"(?i)(?:\b(?:",
        weekdays!(),
        r")\.?,? )?\b\d{1,2}(?:\.|er|re|η|ης|st|nd|rd|th)?[ /.-]{1,2}(?:de |of |του )?(?:",
        months!(),
        r")\b\.?[ ,/.'-]{1,3}(?:de )?(?:\d{4}|\d{2})\b(?: ?г\.)?"
    )
);
// Without a year it counts as a date only before a time.
pattern!(
    DAY,
    concat!(
        r"(?i)(?:\b(?:",
        weekdays!(),
        r")\.?,? )?\b\d{1,2}[ .-]{1,2}(?:",
        months!(),
        r")\b\.?,? (?:at |um |à |στις )?(\d{1,2}:\d{2})"
    )
);
pattern!(
    AMERICAN,
    concat!(
        r"(?i)(?:\b(?:",
        weekdays!(),
        r")\.?,? )?\b(?:",
        english!(),
        r")\.? \d{1,2}(?:st|nd|rd|th)?\b(?:,? \d{4}\b)?"
    )
);
pattern!(
    TIME,
    concat!(
        r"(?i:\b",
        half!(),
        r" ?)?\b[0-2]?\d:[0-5]\d(?::\d{2}(?:[.,:]\d{1,9})?)?(?: ?(?i:",
        half!(),
        r"))?(?: ?(?i:uhr|ч\.|ω\.))?(?: ?\(?",
        zone!(),
        r"\)?)?(?: ?[\[(]",
        region!(),
        r"[\])])?"
    )
);
// With dots, as Oracle writes the time after a date.
pattern!(DOTTED, r"# ([0-2]?\d)\.([0-5]\d)\.([0-5]\d)((?:[.,]\d{1,9})?) ");
pattern!(HOUR, r"\b\d{1,2} ?(?i:am|pm|a\.m\.|p\.m\.|π\.μ\.|μ\.μ\.|uhr)(?:\b| |$)");
pattern!(AFTER, r"(#,? ?(?:at |um |à |στις |ώρα |alle |в )?)#");
pattern!(OFFSET, r"\b(?:UTC|GMT) ?[+-]\d{1,2}(?::?\d{2})?\b");
pattern!(REGION, concat!(r"\b", region!(), r"\b"));
pattern!(ZONED, concat!(r"# \(?", zone!(), r"\)?"));
pattern!(YEAR, r"# \d{4}\b");

pub(super) fn fold(text: &str) -> String {
    if !text.contains(|it: char| it.is_numeric() || it == '/') {
        return text.to_owned();
    }
    let text = ISO.replace_all(text, |found: &regex::Captures<'_>| {
        // A time follows, with its own half of the day and its zone.
        found[0].find(':').map_or_else(
            || FOLDED_PLACEHOLDER.to_owned(),
            |colon| {
                let begin = found[0][..colon].rfind(|it: char| !it.is_ascii_digit()).map_or(0, |at| at + 1);
                format!("{FOLDED_PLACEHOLDER} {}", &found[0][begin..])
            },
        )
    });
    let text = NAMED.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = DOTTED.replace_all(&text, "# ${1}:${2}:${3}${4} ");
    let text = NUMERIC.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = DAY.replace_all(&text, "# ${1}");
    let text = AMERICAN.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = TIME.replace_all(&text, |found: &regex::Captures<'_>| {
        let (begin, end) = found.get(0).map_or((0, 0), |it| (it.start(), it.end()));
        // Part of an address or of a longer number.
        let of_more = (text[..begin].ends_with(['.', ':']) && !text[..begin].ends_with("#:"))
            || text[end..].starts_with(|it: char| it.is_ascii_digit());
        if of_more { found[0].to_owned() } else { FOLDED_PLACEHOLDER.to_owned() }
    });
    let text = HOUR.replace_all(&text, "# ");
    let text = OFFSET.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = REGION.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = AFTER.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = ZONED.replace_all(&text, FOLDED_PLACEHOLDER);
    let text = YEAR.replace_all(&text, FOLDED_PLACEHOLDER);
    text.into_owned()
}
