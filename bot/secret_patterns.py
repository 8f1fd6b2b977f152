"""What a secret looks like, and what only looks like one: patterns and word lists, no logic.

Patterns run over text that redact.py has folded: no tone marks, no odd widths, and HOLE in place
of a mark that is there already. Two rules keep them linear, and a test holds them to it: what
repeats without a limit is possessive ("++"), and every other repetition has a small limit.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "password", "key", "token", "card number", "code", "login", "private key", "recovery phrase"
]  # fmt: skip
KINDS: tuple[Kind, ...] = (
    "password", "key", "token", "card number", "code", "login", "private key", "recovery phrase",
)  # fmt: skip
HOLE = "\ue000"
MARK = re.compile(rf"\[removed: ({'|'.join(KINDS)})\]")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _shape(kind: Kind, pattern: str) -> tuple[Kind, re.Pattern[str]]:
    return kind, re.compile(pattern)


# ---- Secrets known by their shape. The group "secret", where there is one, is the part that goes.

SHAPES = (
    # The key's own lines follow the words; without an end line everything to the end goes.
    _shape("private key", r"PuTTY-User-Key-File-\d[^\n]{0,200}(?:\n[^\n]{1,200}){1,60}"),
    _shape("key", r"(?<![\w-])[spr]k_(?:live|test)_[A-Za-z0-9]{8,}+"),  # Stripe
    _shape("key", r"(?<![\w-])whsec_[A-Za-z0-9+/=]{12,}+"),
    _shape("key", r"(?<![\w-])sk-(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[A-Z])[\w-]{16,}+"),  # OpenAI and others
    _shape("key", r"(?<![\w-])AIza[\w-]{20,}+"),  # Google
    _shape("key", r"(?<![\w-])GOCSPX-[\w-]{10,}+"),
    _shape("token", r"(?<![\w-])ya29\.[\w.-]{10,}+"),
    _shape("token", r"(?<![\w/-])1//0[\w-]{20,}+"),  # Google, refresh
    _shape("token", r"(?<![\w-])(?:gh[oprsu]_|github_pat_|glpat-|npm_|hf_|dop_v1_)[\w-]{16,}+"),
    _shape("token", r"(?<![\w-])xox[a-z]-[\w-]{10,}+|(?<![\w-])xapp-[\w-]{10,}+"),  # Slack
    _shape("token", r"(?<![\w-])EAA(?=[A-Za-z0-9]{0,40}\d)[A-Za-z0-9]{16,}+"),  # Facebook, Square
    _shape("key", r"(?<![\w-])(?:AKIA|ASIA)[A-Z0-9]{12,20}(?!\w)"),  # AWS
    _shape("key", r"(?<![\w-])SG\.[\w-]{10,}+\.[\w-]{10,}+"),  # SendGrid
    _shape("key", r"(?<![\w-])key-[0-9a-f]{24,}+"),  # Mailgun
    _shape("key", r"(?<!\w)[0-9a-f]{30,34}-us\d{1,2}(?!\w)"),  # Mailchimp
    _shape("key", r"(?<![\w-])(?:AC|SK)[0-9a-f]{32}(?!\w)"),  # Twilio
    _shape("key", r"(?<![\w-])(?:xkeysib|xsmtpsib)-[\w-]{10,}+"),  # Brevo
    _shape("key", r"(?<![\w-])(?:live|test)_[A-Za-z0-9]{28,}+"),  # Mollie
    _shape("key", r"(?<![\w-])(?:rzp_live|rzp_test|shpat|shpss|shpca|sq0csp|sq0atp)[_-][\w-]{10,}+"),
    _shape("token", r"(?<![\w-])pat-[a-z]{2}\d-[0-9a-f-]{20,}+"),  # HubSpot
    _shape("token", r"(?<![\w-])pat[A-Za-z0-9]{14}\.[0-9a-f]{30,}+"),  # Airtable
    _shape("token", r"(?<![\w-])(?:secret|ntn)_(?=[A-Za-z0-9]{0,30}\d)[A-Za-z0-9]{30,}+"),  # Notion
    _shape("key", r"(?<![\w-])6L[\w-]{36,40}(?![\w-])"),  # reCAPTCHA; the secret one looks like the public one
    _shape("token", r"(?<![\w:])\d{6,12}:AA[\w-]{20,}+"),  # Telegram
    _shape("token", r"(?<![\w-])eyJ[\w-]{8,}+\.[\w-]{8,}+(?:\.[\w-]*+)?"),  # JWT
    _shape("token", r"(?i:hooks\.slack\.com/services/)(?P<secret>[\w/]{10,}+)"),
    _shape("token", r"(?i:discord(?:app)?\.com/api/webhooks/)(?P<secret>[\w/-]{20,}+)"),
    _shape("token", r"(?i:(?<!\w)bearer\s{1,3}['\"]?)(?P<secret>(?=[\w.~+/=-]{0,60}\d)[\w.~+/=-]{12,}+)"),
    _shape("token", r"(?<!\w)wordpress_(?:logged_in|sec)_[0-9a-f]{32}=(?P<secret>[^\s;]++)"),
    _shape("password", r"(?<!\w)(?i:authorization:\s{0,3})(?i:basic\s{1,3})(?P<secret>[\w+/=-]{6,}+)"),
    _shape("password", r"(?<!\w)(?i:basic)\s(?P<secret>(?=[\w+/]{0,60}\d)(?=[\w+/]{0,60}[A-Z])[A-Za-z0-9+/]{12,}+=*+)"),
    _shape(
        "password",
        r"(?<!\w)(?:mysql|mysqldump|mariadb)\s(?:[^\s-]\S{0,60}\s|-\w\s\S{1,60}\s){0,6}-p(?P<secret>\S{3,}+)",
    ),
    _shape("password", r"(?<!\w)sshpass\s{1,3}-p\s{0,3}(?P<secret>\S{3,}+)"),
    _shape("login", r"(?<!\w)curl\s(?:\S{1,200}\s){0,6}(?:-u|--user)\s{1,3}(?P<secret>[^\s:]{1,64}:\S{3,}+)"),
    # Letters of both cases, digits and one of these signs inside: no word, no sum, no address.
    _shape(
        "password",
        r"(?<![^\s\"'`(])(?=[\w.*%&+?-]{1,40}+[!@#$^]\w)(?=\S{0,40}\d)(?=\S{0,40}[a-z])(?=\S{0,40}[A-Z])"
        r"(?![\w.+-]{1,64}@[\w-]{1,64}\.[a-z])[\w!@#$^.*%&+?-]{7,40}[\w!@#$^*](?![^\s\"'`).,;:])",
    ),
    # The same with less, when there is nothing else in the message.
    _shape(
        "password",
        r"\A\s{0,9}+(?=\w{1,40}+[!@#$^*&])(?=\S{0,40}\d)(?=\S{0,40}[A-Za-z])(?![\w.+-]{1,64}@[\w-]{1,64}\.[a-z])"
        r"(?P<secret>[\w!@#$^*&.-]{6,40})\s{0,9}\Z",
    ),
    _shape("password", r"(?<!\w)(?i:u|usr|user)\s?[:=]\s?\S{2,64}+[\s,;|/]{1,3}(?i:p)\s?[:=]\s?(?P<secret>\S{3,64}+)"),
    _shape(
        "card number",
        r"(?<!\w)(?i:exp(?:iry|ires|iration)?(?: date)?[ :.]{1,3})(?P<secret>(?:0[1-9]|1[0-2])[2-4]\d)(?!\w)",
    ),
    # user:pass@host in an address of any scheme; "host:8080/…@" is no password.
    _shape("login", r"(?<=://)(?P<secret>[^\s/:@]{0,100}+:(?!\d{1,5}(?:[/?#\s]|$))(?:[^\s/]{1,200}|\S{1,200}?))@"),
    _shape("token", r"(?<=://)(?P<secret>(?=\w{0,60}\d)\w{20,100}+)@"),
    _shape(
        "password",
        r"(?i:[?&#;](?:user_)?(?:pwd|pass|passwd|password|psw|mk|matkhau)=)"
        r"(?!(?i:true|false|yes|no|reset|lost|changed|\d)(?:[&#\s]|$))(?P<secret>[^\s&#]{3,}+)",
    ),
    _shape(
        "token",
        r"(?i:[?&#;][\w-]{0,30}(?:token|secret|key|auth|otp|login|signature|code|jwt|session|sid)=)"
        r"(?P<secret>(?=[^\s&#]{0,60}\d)[^\s&#]{8,}+)",
    ),
    # Licence keys without a word before them: groups that mix letters and digits.
    _shape(
        "key",
        r"(?<![\w-])(?=(?:[A-Z0-9]{4,8}-){0,6}(?:[A-Z]{1,7}\d|\d{1,7}[A-Z]))"
        r"(?:[A-Z0-9]{4,8}-){3,7}[A-Z0-9]{4,8}(?![\w-])",
    ),
    # Nobody writes 32 and more mixed letters and digits by hand.
    _shape(
        "token",
        r"(?<![\w/=?&.#%@+-])(?=[A-Za-z0-9]{0,60}\d)(?=[A-Za-z0-9]{0,60}[a-z])(?=[A-Za-z0-9]{0,60}[A-Z])"
        r"[A-Za-z0-9]{32,}+(?![\w/.-])",
    ),
    # The application password of WordPress: six groups of four.
    _shape(
        "password",
        r"(?<!\w)(?=(?:[A-Za-z]{4} ){0,5}[A-Za-z]{0,3}\d)(?=[A-Z0-9 ]{0,28}[a-z])(?=[a-z0-9 ]{0,28}[A-Z])"
        r"(?![\w ]{0,20}(?<!\w)(?:\d{4} \d{4}|[a-z]{4} [a-z]{4})(?!\w))"  # an IBAN, a sentence
        r"(?:[A-Za-z0-9]{4} ){5}[A-Za-z0-9]{4}(?!\w)",
    ),
    _shape(
        "card number",
        r"(?<!\w)(?i:cvv|cvc|ccv|csc|cvn)2?"
        r"(?i:[ :=.#-]{0,3}(?:(?:code|number|no|la|is|so|es|cua em)[ :=.#-]{1,3}){0,2})"
        r"(?P<secret>\d{3,4})(?![\w])",
    ),
    _shape(
        "card number",
        r"(?<!\w)(?i:security code|ma bao mat(?: the)?)(?i:[ :=.#-]{0,3}(?:la|is|:)?[ :=]{0,3})"
        r"(?P<secret>\d{3})(?!\w)",
    ),
)

PRIVATE_KEY_BEGINS = re.compile(r"-{2,5}\s?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-{2,5}")
PRIVATE_KEY_ENDS = re.compile(r"-{2,5}\s?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?\s?-{2,5}")

# ---- Cards

DIGIT_RUN = re.compile(r"(?<![\w#.-])\d(?:[ .\-]{0,2}+\d)*+")
CARD_BRANDS = re.compile(
    r"(?:4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|62\d{14,17}|(?:50|5[6-9]|6[37])\d{14}|9704\d{12}(?:\d{3})?)"
)
NOT_A_CARD = re.compile(r"(?:order|invoice|ticket|tracking|don|don hang|hoa don|id|imei|phone|sdt)\W{0,4}$")
DOMESTIC_CARD = re.compile(r"9704[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{3})?")
CARD_WORD = re.compile(r"the|card|atm")
CARD_GROUPS = re.compile(r"\d{13,19}|\d{4}(?:\D{1,2}\d{4}){3}(?:\D{1,2}\d{3})?|\d{4}\D{1,2}\d{6}\D{1,2}\d{4,5}")
AFTER_EXPIRY = re.compile(r"[\s,;/|-]{1,3}(?:(?:security )?code:? |ma )?(\d{3,4})(?!\w)")
EXPIRY = re.compile(r"(?<![\d/.-])(?:0?[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-4]\d(?![\d/-])")
BESIDE_CARD = re.compile(
    r"[\s,;:/|-]{0,3}(?P<expiry>\d{2} ?[/-] ?\d{2,4}(?!\d))?[\s,;:/|-]{0,3}(?P<code>\d{3,4}(?!\w))?"
)

# ---- Words that announce a secret

LABEL = re.compile(
    r"(?<![a-z0-9])(?:"
    r"(?P<phrase>(?:seed|recovery|secret|mnemonic|backup) (?:phrase|words)|mnemonic|cum tu khoi phuc)"
    r"|(?P<code>(?:otp|2fa|mfa)(?: codes?| la ma)?|one[- ]time (?:code|password|passcode|pin)"
    r"|(?:verification|verify|confirmation|security|authenticat(?:ion|or)|auth|log ?in|sign[- ]?in|sms|access|reset"
    r"|whatsapp|zalo|telegram|facebook|fb|google|gmail|instagram|paypal|apple|microsoft|bank"
    r"|backup|recovery|2-?step|two[- ]factor) codes?"
    r"|ma (?:otp|xac nhan|xac minh|xac thuc|bao mat|dang nhap|du phong|khoi phuc|2fa|sms)"
    r"|codigo de (?:verificacion|verificacao|acceso)|code de verification|(?P<short>code|ma pin|pin))"
    r"|(?P<key>licen[sc]e(?: (?:key|code|number|no|id))?|licen[cz]ia|lizenz(?:schlussel)?"
    r"|serial(?: (?:key|number|no|code))?|(?:activation|purchase|product|envato|registration) (?:key|code)"
    r"|ma (?:ban quyen|kich hoat|mua hang|license|key)|key (?:ban quyen|kich hoat|license)"
    r"|(?:api|secret|private|consumer|access|public(?:able|hable)|auth|app|site|encryption)[ _-]?keys?"
    r"|(?:client|app|consumer|webhook|signing|shared|api|jwt)[ _-]?secret|secret|(?<=_)salt"
    r"|(?P<bare>keys?|khoa|clave de licencia|chave|cle))"
    r"|(?P<token>bearer|(?:access|bot|api|auth|refresh|page|personal access|session)?[ _-]?tokens?)"
    r"|(?P<password>pas{1,4} ?w(?:or|ro|r|ir)?d?s?|pas{1,4}owrds?|pasw?ords?|passwor|pas{1,4}wort|passwd"
    r"|passcode|passphrase|pswd|psw|pword|pwd|p/w|mat ?kh(?:au|ua|aau)"
    r"|mkhau|contrase?n(?:i|y)?a|contrasenya|senha|mot de passe|mdp|kennwort"
    r"|(?P<loose>pass|pw|mk|m\.k|clave))"
    r")(?![a-z0-9_])"
)
AMBIGUOUS_BEFORE = _words(  # "meta key", "coupon code": a name or a price cut, no secret
    "meta field custom post array primary foreign sort shortcut hot enter tab arrow return public map",
    "object json index coupon discount promo voucher gift zip postal post area country error status http",
    "response tax vat qr bar color colour source short order ref reference referral product item sku",
    "currency language iso hs html css js php python custom giam sale affiliate dial phone booking room",
    "exit result",
)
IS = _words("is are was la es est ist e lautet")
AS = IS | _words("as lam thanh = :")  # "482913 as my code"
DETERMINERS = _words("my our the same this his her wp admin ftp db root cpanel wordpress hosting site web email gmail")
ABOUT = _words("for of on to in at cho cua tren vao trong para de du pour fur em anh minh toi")
FILLERS = _words(  # between "is" and the value
    "it its it's this these here day ne nha nhe as follows following below sau the my our o duoi nay new",
    "moi now currently still just only set changed updated to like actually enter try using use",
)
QUALIFIERS = _words(  # between the word and the value
    "for of on to in at my our the this that your is and with cua cho em anh minh toi tui chi ban shop",
    "ben tren vao web website site trang blog store admin wp wp-admin wordpress wp-login login log",
    "backend dashboard panel cpanel hosting host server vps ftp sftp ssh db database mysql email gmail",
    "mail account acc user tk here below new old current temp temporary test staging demo moi cu day ne",
    "nay la again de der da do di del du por para meu mi mon root directadmin plesk plugin pafe piotnet",
    "forms pro google sheet sheets paypal stripe mailchimp api app dang nhap tam hien tai nhe nha a ah ak",
    "nhen quan tri thanh khoan cap i we you they use used set gave sent dung dat xai temporal",
)
COMPOUNDS = _words(  # right after the word: "password field"
    "field fields input inputs box boxes reset resets resetting protected protect protection page pages",
    "form forms link links strength strong weak manager managers generator hint policy policies",
    "requirement requirements rule rules confirm confirmation validation recovery change changer changes",
    "update hash hashing length less toggle visibility eye icon label placeholder widget element option",
    "options setting settings type types column row names name value values pair pairs features feature",
    "points word words up down press error errors expired expires expiry invalid missing required",
    "activation through along by over data parameter parameters params param variable variables query url",
    "urls utm id ids verification authentication screen popup modal notification attempt attempts tab",
    "button buttons area section question questions problem problems issue issues",
)

# ---- Words that are no password

STOP = _words(
    # what is said about passwords and keys in English
    "not no never wrong incorrect correct right invalid valid required optional missing different same",
    "empty blank null none undefined unknown broken gone lost forgotten changed expired locked hidden",
    "visible shown masked encrypted hashed stored saved sent shared safe secure unsafe insecure strong",
    "weak long short too very so really quite good bad fine ok okay okey okie working rejected accepted",
    "refused denied blocked disabled enabled used unused useless old new mine yours ours theirs his her",
    "free public private secret simple easy hard difficult needed necessary mandatory automatic default",
    "generated available unavailable possible impossible supported unsupported included protected reset",
    "resetting forgotten forgot changed unchanged updated outdated set unset being been always sometimes",
    "often still already again also just only now then soon later yet here there where when why how what",
    "which who whom whose that this these those it its it's the a an my our your their some any each",
    "every all both either neither one two three another other more less most least if then else unless",
    "until because since while although though as than like is are was were be am do does did done doesnt",
    "doesn't dont don't didnt didn't isnt isn't wasnt cant can't cannot can could should would will wont",
    "won't must may might shall has have had having get gets got getting give gave given need needs want",
    "wants try tried trying ask asks asked asking show shows change changing create created enter entered",
    "type typed click clicked paste put keep keeps use uses using make makes made work works worked fail",
    "fails failed failing say says said see seen know knew known go goes going went come comes coming",
    "find found help support please pls plz plss thanks thank thx hello hi hey sorry yes yeah no nope",
    "maybe to for from of on in at by with without into onto over under after before between about",
    "against during through and or but nor i we you u he she they me us him them im i'm id i'd ive i've",
    "dear sir madam guys team user users username email mail e-mail login log logged password passwords",
    "pass pw pwd passwd key keys token tokens license licence code codes otp pin account form forms field",
    "fields input page pages website plugin plugins page button link links url text number numbers digits",
    "character characters letters chars symbol symbols string true false error errors problem issue",
    "question value protected-page case-sensitive asterisk asterisks stars dots html css js php json post",
    "posts order orders wp-admin wordpress woocommerce elementor piotnet pafe customer customers client",
    "clients visitor visitors member members people person everyone someone somebody anyone nobody",
    "something anything nothing everything time times day days ready up down off out back away per via",
    "ago else instead part up-to-date unclear weird strange confusing unsafe first second last next",
    "previous another temporary permanent main own separate unique identical similar random case",
    "sensitive fixed mismatch mismatched duplicated pending active inactive activated deactivated linked",
    "unlinked plain plaintext md5 bcrypt bcrypt-hashed sha1 sha256 base64 2fa wp_users min max minimum",
    "maximum minlength on/off n/a tbd tba todo etc eg e.g ie i.e vs important urgent",
    # Vietnamese, without tone marks
    "gi j sai dung khong ko k kg hong hok hk chua bi duoc dc the nao bat buoc phai can co cua em e anh",
    "minh toi tui tao ban va voi thi ma o dau sao lam quen moi cu roi vay v z day do cho nhu nay kia den",
    "tu trong ngoai khi neu de hay hoac nhung cac mot hai ba nguoi khach tai khoan dang nhap dat doi lay",
    "lai xem gui nhan bao mat khau nhap dien hien hieu loi ky tu so chu hoa thuong dai ngan manh yeu",
    "rieng chung nua ngay gio luon van cung con het han hang mien phi tien muon nho giup dum gium ho shop",
    "ad a ah ak nha nhe ne nhi ha hen chi chu bac dien trang biet thay thu cach tim mua tra tao them xoa",
    "sua cap nhat kich hoat mk tk vao ra len xuong qua rat kha hoi vi nen tuc la mac dinh trong rong an",
    "khac giong ngau nhien tu dong tuy chon nguoi-dung khach-hang",
    # Spanish, Portuguese, French, German
    "incorrecta incorrecto correcta correcto invalida invalido obligatoria obligatorio requerida no si",
    "esta la el los las un una mi tu su que como cual donde cuando por para con sin muy errada incorreta",
    "invalida obrigatoria nao sim esta o os meu minha seu sua qual onde quando com sem muito incorrect",
    "invalide obligatoire oublie pas est le les des mon ma mes votre quel quelle ou quand pour avec sans",
    "falsch richtig ungultig erforderlich vergessen nicht der die das mein meine ihr ist wie wo wann fur",
    "mit ohne sehr olvidada olvide perdida esqueci perdi",
)
INFLECTED = re.compile(r"[a-z]{2,40}(?:ed|ing|ly|able|ible|ful)")  # "is being rejected", "is visible"
GOES_ON = _words(  # what may follow a password that is an ordinary word
    "please pls plz plss thanks thank thx ty and can could would u you user username login log url site",
    "website link help check fix when so but for email kindly sir then now just if with tk ok nhe nha",
    "nhen a ah ak ban anh chi ad admin shop vao xem giup gium dum ho voi va di do day kiem sua cho em c e",
    "y por gracias favor merci bitte danke obrigado",
)

# ---- Values

CLOSING = re.compile(r"[\"'`“”‘’«»]")
NAME = re.compile(r"[:=]")  # where a word ends and its value may begin: "wp:hunter2"
SPACES = re.compile(r"[ \t]{2,}+")
RUN = re.compile(rf"[^\s{HOLE}]{{1,100}}+")
LAST_WORD = re.compile(r"([a-z0-9]{1,30})[^\S\n]{1,3}$")
END = re.compile(  # a sentence may end here, or go on with `next`
    r"[\"'`”’)]{0,2}(?:\s*+$|[^\S\n]{0,5}(?:[,.;!)/|]|\n)|[^\S\n]{1,5}(?P<next>[^\s,.;:=!]{1,20}))"
)
IN_CALL = re.compile(r"\(\s{0,3}['\"]\w{0,34}$")
QUOTED_COMMA = re.compile(r"['\"]\s{0,3},\s{0,3}(?=['\"])")  # define('DB_PASSWORD', '…')
IN_QUERY = re.compile(r"[?&][\w-]{0,40}=")
ATTRIBUTE = re.compile(r"=\s{0,3}[\"'][\w-]{0,30}$")  # type="password"
STEP = re.compile(  # what comes next after the word
    rf"[^\S\n]{{0,20}}+(?:(?P<line>\n\s{{0,20}}+)|(?P<sign>[=-]{{1,3}}>|→|:=|={{1,3}}|:|[-–—>](?=\s)|[,.!;]++(?=\s))"
    rf"|(?P<quote>[\"'`“”‘’«»])|(?P<skip>[*_(👉]++)|(?P<hole>{HOLE})|(?P<word>[^\s{HOLE}]{{1,200}}))"
)

URL = re.compile(r"(?<![a-z])(?:[a-z]{2,10}://|www\.)", re.I)
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4}")
ORDINARY = re.compile(  # a version, size, price, file, colour, order number, shortcode, call, name in code
    r"(?:(?:v|ver|version|wp|php|pafe|pf|woo|elementor|wordpress|mysql|ie|ios|android"
    r"|windows|win|chrome|safari)?-?\d{1,9}(?:\.\d{1,9}){1,6}\w{0,6}"
    r"|v\d{1,9}|(?:php|wp|mp|utf-?|html|css|es|ie|win|http/|h|mariadb|mysql)\d{1,4}"
    r"|\d{1,20}(?:[.,]\d{1,9})?(?:px|r?em|kb|mb|gb|ms|s|sec|mins?|hrs?|h|days?|st|nd|rd|th|x|k|tr|usd|vnd|eur"
    r"|d|cai|web|sites?|nam|%|\+)"
    r"|[$€£₫]\d[\d.,]{0,20}k?|#\d{1,20}|\d{1,2}[/:h-]\d{1,4}(?:[/:-]\d{1,4})?|\d{4}-\d\d?-\d\d?"
    r"|\S{0,80}\.(?:php|js|css|zip|png|jpe?g|gif|pdf|html?|csv|xml|json|txt|mp4|sql|docx?|xlsx?)"
    r"|(?:field|group|option|post|user|form|step|item|meta)_[0-9a-z_]*+"
    r"|2fa|3ds2?|oauth2?|0auth2?|base64|md5|sha\d{1,3}|bcrypt|utf-?8|a-z0-9|ipv[46]|web3"
    r"|(?:[a-z0-9-]{1,60}\.){1,4}(?:com|net|org|io|vn|dev|app|shop|store"
    r"|co|info|me|online|site|test|local|example)(?:[/:]\S*+)?)",
    re.I,
)
IN_CODE = re.compile(r"[a-z$][\w.$>-]{0,60}\(.*+|[\[{<}\])].*+|&\w.*+|\$\w{1,60}(?:\[.*+|;)?", re.I | re.S)
NUMBERED = re.compile(  # "field1", "step2", "2web": only where nothing but the word before announces a password
    r"(?i:fields?|params?|steps?|forms?|pages?|id|values?|items?|options?|cols?|columns?|rows?"
    r"|inputs?|levels?|tabs?|parts?|numbers?|phones?|address|lines?|names?|emails?|vars?|data|keys?|slides?|sections?|class|version|site|web|plugin"
    r"|theme|users?|test|method|type|case|chapter|password|pass|file|image|img|product|sku|size|date|text|select|checkbox)"
    r"[-_]?\d{1,3}|\d{1,3}[a-z]{2,40}|[a-z]{1,40}+(?:_[a-z0-9]{1,40}+){1,9}|[a-z_]{1,40}=[\w-]{0,99}"
)
ORDER_NUMBER = re.compile(r"[A-Z]{1,4}[-#]?\d{3,20}|#?\d{1,20}")
PHONE = re.compile(r"(?:\+?84|0)[\d.\- ]{8,12}")
USER_NEAR = re.compile(
    r"(?<![a-z0-9])(?:user(?: ?name)?|usr|uname|tk|tai khoan|acc|account|login|log in"
    r"|dang nhap|admin|ftp|ssh|host|sftp|id"
    r"|wp-admin|cpanel|root|usuario|utilisateur|benutzer(?:name)?|credentials?|db|mail|email|name|access)(?![a-z0-9])|@"
)
USER_BEFORE = re.compile(
    r"(?<![a-z0-9])(?:user(?: ?name)?|usr|tk|tai khoan|acc|account|login|ten dang nhap|id|email"
    r"|usuario|utilisateur|host)"
    r"(?P<sign>\s{0,2}[:=]|\s(?:is|la|es)\b)?\s{0,3}(?P<user>[^\s,;/:=]{2,64})"
    r"[\s,;/|.-]{0,4}(?:and|va|with|y|e|et|und|&)?\s{0,3}"
    r"(?:the|my|wp|mat)?\s{0,2}$"
)
SIGN = re.compile(r"[!@#$%^&*]")
SYMBOL = re.compile(r"[!@#$%^&*+=~|?<>](?=.)|[@#$%^&*]$", re.S)  # "!" and "?" at the end belong to the sentence
NO_LETTER = re.compile(r"[^a-z]")
DIGITS = re.compile(r"\d++")
TWO_DIGITS = re.compile(r"\d\D{0,100}\d")
JOINTS = re.compile(r"[-_./]")
LISTED = re.compile(r"[/\\,()|]")
KEY_GROUPS = re.compile(r"(?:[A-Za-z0-9]{3,40}[-_.]){2,9}[A-Za-z0-9]{3,40}")
MIXED_CASE = re.compile(r"(?=.{12})(?=.{0,100}[a-z][A-Z])(?:[^A-Z]{0,100}[A-Z]){3}", re.S)
JUMBLED = re.compile(r"(?=\D{0,40}\d\D{0,40}\d)(?=\w{0,40}\d[A-Za-z])(?!\d{1,40}+[a-z]{1,40}+$)\w{9,100}")
KNOWN_USERS = _words("admin administrator root demo test support webmaster wpadmin superadmin quantri user1 editor")
CODE = re.compile(
    r"\d\d \d\d \d\d(?![\w-])|(?:G-)?\d{3}[ -]\d{3,4}(?![\w-])|(?:G-)?\d{4,8}(?![\w])"
    r"|(?=[a-z-]{0,7}\d)[a-z0-9]{4,5}-[a-z0-9]{4,5}(?![\w-])",
    re.I,
)
LETTERED_CODE = re.compile(r"(?=[A-Z]{0,7}\d)(?=\d{0,7}[A-Z])[A-Z0-9]{5,8}(?!\w)")
ONE_CODE = re.compile(r"(?:G-)?\d{4,8}")
YEAR = re.compile(r"(?:19|20)\d\d")
IN_A_ROW = re.compile(r"backup|recovery|du phong|khoi phuc")
BACKUP_CODE = re.compile(
    r"[\s,;|.•*-]{0,4}(?:\d{1,2}[.)]\s{0,2})?(?P<code>\d{4} \d{4}(?![\w])|\d{6,10}(?!\w)"
    r"|(?=[a-z-]{0,9}\d)[a-z0-9]{4,5}-[a-z0-9]{4,5}(?![\w-])"
    r"|(?=[a-z]{0,9}\d)(?=\d{0,9}[a-z])[a-z0-9]{8,12}(?!\w))",
    re.I,
)
FOURS = re.compile(r"[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){3,5}(?!\w)")  # an app password after its word
PHRASE = re.compile(r"(?:\d{1,2}[.)]?\s{0,2})?[a-z]{3,8}(?:[\s,]{1,3}(?:\d{1,2}[.)]?\s{0,2})?[a-z]{3,8}){10,23}", re.I)
PAIR_HEAD = re.compile(
    r"(?<![a-z0-9_])(?:(?P<both>(?:user(?: ?name)?s?|login|email|tk|id|tai khoan|usuario"
    r"|ten dang nhap|acc)\s?(?:/|&|,|\+|-|\s"
    r"|\s(?:and|va|y|e|et|und)\s)\s?(?:passwords?|pass|pw|pwd|passwd|mk|mat khau|contrasena|senha))"
    r"|(?:log ?in(?: details?| infor?(?:mation)?| data| access)?|logins|credentials?|creds?|access|acceso|acc|account"
    r"|(?:thong tin|tt) dang nhap|dang nhap|tai khoan|tk|user(?: ?name)?"
    r"|usuario|admin(?: (?:login|access|user|account))?"
    r"|wp-(?:admin|login)[\w./?=&-]{0,200}+|cpanel|s?ftp|ssh|quan tri"
    r"|(?P<asked>basic auth(?:entication)?|htpasswd|http auth)|identifiants?|zugangsdaten))(?![a-z0-9_])"
)
PAIR = re.compile(
    r"(?P<user>[\w.+@-]{2,64}+)"
    r"(?P<sep>\s{0,3}[/|,;:\n]\s{0,3}|\s[-–—]\s|\s{1,2}(?:and|va|&|y|e)\s{1,2}|[ ]{1,3})(?P<value>\S{3,64}+)"
)
OPEN_PAIR = re.compile(  # admin:hunter2 and me@site.com:Tiger22!x need no word before them
    r"(?<![\w/.@-])(?P<user>(?:admin|administrator|root|wpadmin)|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){1,4})"
    r"(?P<sep>\s?[:/|]\s?|\s{1,2})(?P<value>\S{5,64})"
)
