"""Word lists: what is said around a secret, and words that are no secret. All without tone marks."""

from __future__ import annotations


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


# ---- Around a secret

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
GOES_ON = _words(  # what may follow a password that is an ordinary word
    "please pls plz plss thanks thank thx ty and can could would u you user username login log url site",
    "website link help check fix when so but for email kindly sir then now just if with tk ok nhe nha",
    "nhen a ah ak ban anh chi ad admin shop vao xem giup gium dum ho voi va di do day kiem sua cho em c e",
    "y por gracias favor merci bitte danke obrigado",
)
KNOWN_USERS = _words("admin administrator root demo test support webmaster wpadmin superadmin quantri user1 editor")

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
